package io.github.aperturecdi.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.github.aperturecdi.proto.check.v1.CheckProto;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.StatusCode;
import io.github.aperturecdi.proto.checkhttp.v1.FlowControlServiceHTTPGrpc;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stubs speak the agent's language: what an official SDK writes is read whole and written back
 * the same.
 */
class WireVectorsTest {

    static List<WireVector> vectors() {
        return WireVector.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void same_bytes_and_no_unknown_field(WireVector vector) {
        assertThat(new RoundTrip().apply(vector.message(), vector.bytes()))
                .isEqualTo(vector.bytes());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void same_message_as_its_json(WireVector vector) throws Exception {
        Message prototype = RoundTrip.prototype(vector.message());
        Message.Builder fromJson = prototype.newBuilderForType();
        JsonFormat.parser().merge(vector.json(), fromJson);
        assertThat(fromJson.build())
                .isEqualTo(prototype.getParserForType().parseFrom(vector.bytes()));
    }

    @Test
    void the_services_have_the_agents_names() {
        assertThat(FlowControlServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(method -> method.getFullMethodName())
                .containsExactlyInAnyOrder(
                        "aperture.flowcontrol.check.v1.FlowControlService/Check",
                        "aperture.flowcontrol.check.v1.FlowControlService/CacheLookup",
                        "aperture.flowcontrol.check.v1.FlowControlService/CacheUpsert",
                        "aperture.flowcontrol.check.v1.FlowControlService/CacheDelete",
                        "aperture.flowcontrol.check.v1.FlowControlService/FlowEnd");
        assertThat(FlowControlServiceHTTPGrpc.getServiceDescriptor().getMethods())
                .extracting(method -> method.getFullMethodName())
                .containsExactly(
                        "aperture.flowcontrol.checkhttp.v1.FlowControlServiceHTTP/CheckHTTP");
    }

    @Test
    void the_collector_has_the_name_of_otlp() {
        assertThat(TraceServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(method -> method.getFullMethodName())
                .containsExactly("opentelemetry.proto.collector.trace.v1.TraceService/Export");
    }

    @Test
    void a_status_code_without_a_name_keeps_its_number() {
        CheckResponse response =
                CheckResponse.newBuilder().setDeniedResponseStatusCodeValue(451).build();
        assertThat(response.getDeniedResponseStatusCode()).isEqualTo(StatusCode.UNRECOGNIZED);
        assertThat(response.getDeniedResponseStatusCodeValue()).isEqualTo(451);
    }

    /**
     * The vectors touch every field; a field number that is in none of them would not be proved by
     * them.
     */
    @Test
    void every_field_of_check_response_is_in_a_vector() {
        List<Message> responses =
                WireVector.all().stream()
                        .filter(v -> v.message().endsWith(".check.v1.CheckResponse"))
                        .map(WireVectorsTest::parse)
                        .toList();
        assertThat(CheckResponse.getDescriptor().getFields())
                .allMatch(field -> responses.stream().anyMatch(r -> isSet(r, field)));
    }

    @Test
    void enums_have_all_their_values() {
        assertThat(CheckProto.getDescriptor().getEnumTypes())
                .extracting(EnumDescriptor::getName)
                .containsExactlyInAnyOrder(
                        "CacheLookupStatus", "CacheOperationStatus", "StatusCode");
        assertThat(Arrays.stream(StatusCode.values()).filter(c -> c != StatusCode.UNRECOGNIZED))
                .hasSize(57);
        assertThat(CheckResponse.RejectReason.REJECT_REASON_NO_MATCHING_RAMP.getNumber())
                .isEqualTo(4);
    }

    private static Message parse(WireVector vector) {
        try {
            return RoundTrip.prototype(vector.message())
                    .getParserForType()
                    .parseFrom(vector.bytes());
        } catch (Exception e) {
            throw new AssertionError(vector.name(), e);
        }
    }

    private static boolean isSet(Message message, FieldDescriptor field) {
        return field.isRepeated()
                ? message.getRepeatedFieldCount(field) > 0
                : message.getAllFields().containsKey(field);
    }
}
