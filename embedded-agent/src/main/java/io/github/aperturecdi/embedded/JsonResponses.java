package io.github.aperturecdi.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.github.aperturecdi.proto.check.v1.CheckResponse;

/**
 * Reads replies in JSON, which some SDKs send. This is the only class that uses protobuf-
 * java-util. It comes with grpc-services, which the agent's process has.
 */
final class JsonResponses {

    private JsonResponses() {}

    static CheckResponse parse(String json) throws InvalidProtocolBufferException {
        CheckResponse.Builder response = CheckResponse.newBuilder();
        JsonFormat.parser().ignoringUnknownFields().merge(json, response);
        return response.build();
    }
}
