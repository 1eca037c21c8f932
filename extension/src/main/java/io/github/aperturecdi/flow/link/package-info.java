/**
 * The link to an agent in another process: {@link io.github.aperturecdi.flow.link.AgentLink} turns
 * the core's calls into gRPC calls. No other package of the core knows protobuf and gRPC.
 */
@NullMarked
package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.NullMarked;
