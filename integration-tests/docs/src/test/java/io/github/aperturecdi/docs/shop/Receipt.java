package io.github.aperturecdi.docs.shop;

/** That it was paid. */
public record Receipt(String id) {}
