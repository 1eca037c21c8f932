/** Applications and their tests, as docs/testing.md shows them. */
package io.github.aperturecdi.testkit;
