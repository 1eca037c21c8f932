/** An application and its tests, as docs/testing.md shows them. */
package io.github.aperturecdi.testkit;
