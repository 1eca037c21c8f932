/**
 * The link to an agent elsewhere: {@link io.github.aperturecdi.flow.link.AgentLink} turns the
 * core's words into gRPC calls and back. The only package that knows protobuf and gRPC.
 */
@NullMarked
package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.NullMarked;
