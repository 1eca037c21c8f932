package io.github.aperturecdi.docs.shop;

/** How much somebody may have. */
public enum Tier {
    GOLD,
    GUEST
}
