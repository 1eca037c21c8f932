/**
 * Answers refused calls of Quarkus' gRPC services. Without quarkus-grpc the class is not loaded.
 */
@NullMarked
package io.github.aperturecdi.internal.quarkusgrpc;

import org.jspecify.annotations.NullMarked;
