package io.github.aperturecdi.docs.shop;

/** What is bought. */
public record Order(Customer customer, int items) {}
