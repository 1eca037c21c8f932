/**
 * Answers refused calls of Quarkus' gRPC services. Without quarkus-grpc the class is not loaded.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.quarkusgrpc;

import org.jspecify.annotations.NullMarked;
