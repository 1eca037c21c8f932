/** What only this server can be configured to do. */
package io.github.aperturecdi.suite;
