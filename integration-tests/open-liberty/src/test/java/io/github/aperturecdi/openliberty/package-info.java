/** What Open Liberty needs besides an application as its author writes it. */
package io.github.aperturecdi.openliberty;
