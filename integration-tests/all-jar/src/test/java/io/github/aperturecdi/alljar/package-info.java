/**
 * The one jar: what is in it, and that it works alone and beside other versions of its libraries.
 */
package io.github.aperturecdi.alljar;
