/** A Quarkus application whose instances count together. */
package io.github.aperturecdi.quarkusredis;
