package io.github.aperturecdi.docs.shop;

/** Who buys. */
public record Customer(String id, Tier tier) {}
