/**
 * Deploys applications as processes with Helidon MP. Helidon's own adapter for Arquillian is not
 * published.
 */
package io.github.aperturecdi.helidon;
