/** An application that the tests run with the one jar. */
package io.github.aperturecdi.alljar;
