/**
 * A shop that takes orders: customers with tiers, an expensive search, and a checkout that holds
 * few orders at once. What it may do, and how much of it, is in the policies under {@code
 * META-INF/aperture}.
 */
package io.github.aperturecdi.shop;
