package io.github.aperturecdi.shop;

import java.util.Map;

/**
 * Who asks. A real shop would know this from the login; this one believes a header.
 *
 * @param name the customer's name
 * @param tier what the customer has paid for
 */
public record Customer(String name, Tier tier) {

    /** What a customer has paid for. The policies speak of these names. */
    public enum Tier {
        /** Nothing yet. */
        basic,
        /** The yearly fee. */
        gold
    }

    private static final Map<String, Tier> KNOWN = Map.of("alice", Tier.gold, "bob", Tier.basic);

    static Customer named(String name) {
        String who = name == null || name.isBlank() ? "guest" : name;
        return new Customer(who, KNOWN.getOrDefault(who, Tier.basic));
    }

    /** Who pays; null for a guest. */
    String account() {
        return KNOWN.containsKey(name) ? name : null;
    }
}
