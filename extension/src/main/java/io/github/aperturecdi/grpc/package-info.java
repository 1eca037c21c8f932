/**
 * Answers refused calls of gRPC services. {@link
 * io.github.aperturecdi.grpc.RejectionServerInterceptor} serves every server of grpc-java.
 */
@NullMarked
package io.github.aperturecdi.grpc;

import org.jspecify.annotations.NullMarked;
