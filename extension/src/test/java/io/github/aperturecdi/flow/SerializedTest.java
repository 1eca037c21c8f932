package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** A flow control that is written with a session bean. */
class SerializedTest {

    private static Object writtenAndRead(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void its_replacement_is_written() throws Exception {
        try (FlowControl flows = FlowControl.builder().serializedAs("the running one").build()) {
            assertThat(writtenAndRead(flows)).isEqualTo("the running one");
        }
    }

    @Test
    void without_a_replacement_it_cannot_be_written() {
        try (FlowControl flows = FlowControl.builder().build()) {
            assertThatThrownBy(() -> writtenAndRead(flows))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessage(FlowControl.class.getName());
        }
    }

    @Test
    void a_null_replacement_is_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> FlowControl.builder().serializedAs(null))
                .withMessage("serializedAs");
    }
}
