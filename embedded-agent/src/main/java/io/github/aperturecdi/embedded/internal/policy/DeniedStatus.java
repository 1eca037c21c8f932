package io.github.aperturecdi.embedded.internal.policy;

import io.github.aperturecdi.proto.check.v1.StatusCode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the HTTP status of refused flows from a policy. */
final class DeniedStatus {

    private static final String KEY = "denied_response_status_code";

    private DeniedStatus() {}

    /** Reads the status in a block, by name or number; 0 when the block has none. */
    static int read(YamlMapping block) {
        Double number = block.has(KEY) ? Scalars.numberOf(block.node(KEY)) : null;
        String name = number == null ? block.text(KEY) : null;
        if (number == null && name == null) {
            return 0;
        }
        for (StatusCode code : StatusCode.values()) {
            if (isRefusal(code)
                    && (code.name().equals(name)
                            || (number != null && code.getNumber() == number))) {
                return code.getNumber();
            }
        }
        block.problem(
                KEY,
                PolicyTexts.badValue(
                        name == null ? String.valueOf(number) : name,
                        "is no status code of Aperture for a refusal",
                        "Write a name such as "
                                + Stream.of(StatusCode.values())
                                        .filter(DeniedStatus::isRefusal)
                                        .map(StatusCode::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
        return 0;
    }

    private static boolean isRefusal(StatusCode code) {
        return code != StatusCode.UNRECOGNIZED && code.getNumber() >= 400;
    }
}
