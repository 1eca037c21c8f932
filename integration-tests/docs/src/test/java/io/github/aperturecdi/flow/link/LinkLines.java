package io.github.aperturecdi.flow.link;

import java.util.stream.Stream;

/** Lines that the connection logs, whose texts only its own package knows. */
public final class LinkLines {

    private LinkLines() {}

    /** The lines of an agent that is lost and comes back. */
    public static Stream<String> lostAndBack(String address, String cause) {
        return Stream.of(LinkTexts.agentLost(address, cause), LinkTexts.agentBack(address));
    }
}
