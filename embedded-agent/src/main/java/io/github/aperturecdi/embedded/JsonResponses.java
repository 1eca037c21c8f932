package io.github.aperturecdi.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.github.aperturecdi.proto.check.v1.CheckResponse;

/**
 * Responses as JSON, the form of some SDKs. The only class that knows protobuf-java-util, which
 * comes with grpc-services: the agent's process has it.
 */
final class JsonResponses {

    private JsonResponses() {}

    static CheckResponse parse(String json) throws InvalidProtocolBufferException {
        CheckResponse.Builder response = CheckResponse.newBuilder();
        JsonFormat.parser().ignoringUnknownFields().merge(json, response);
        return response.build();
    }
}
