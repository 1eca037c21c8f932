/**
 * The load that crosses a socket: an agent, its clients and their measurements, each in a process.
 */
@org.jspecify.annotations.NullMarked
package io.github.aperturecdi.benchmarks.network;
