/**
 * Answers refused calls of Quarkus' gRPC services. Inert without quarkus-grpc: then nobody loads
 * it.
 */
@NullMarked
package io.github.aperturecdi.quarkusgrpc;

import org.jspecify.annotations.NullMarked;
