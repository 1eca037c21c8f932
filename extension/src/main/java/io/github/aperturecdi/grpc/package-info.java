/**
 * Answers refused calls of gRPC services: {@link
 * io.github.aperturecdi.grpc.RejectionServerInterceptor} is for every server of grpc-java.
 */
@NullMarked
package io.github.aperturecdi.grpc;

import org.jspecify.annotations.NullMarked;
