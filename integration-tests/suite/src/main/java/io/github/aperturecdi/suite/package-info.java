/**
 * What an application sees of the library, each behaviour once, run unchanged in every container.
 * Applications are put together as their authors would; what a container needs besides is added by
 * that container's module.
 */
package io.github.aperturecdi.suite;
