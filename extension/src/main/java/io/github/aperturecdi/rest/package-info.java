/**
 * The library's side of Jakarta REST: it answers refused calls, reads headers for labels, and
 * follows asynchronous responses, event sinks and streamed bodies. Inactive if Jakarta REST is not
 * on the class path.
 */
@NullMarked
package io.github.aperturecdi.rest;

import org.jspecify.annotations.NullMarked;
