package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels of methods as their annotations say, the inherited ones included. */
class MethodLabelsTest {

    record Customer(String tier, String region) {}

    record Order(@Nullable Customer customer) {}

    /** Not by {@code getMethod}: of a class that is less visible, that has bridges only. */
    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static MethodLabels plan(Class<?> type, String name, String... constants) {
        return MethodLabels.of(type, method(type, name), constants, "Type." + name);
    }

    private static FlowRequest request(MethodLabels labels, @Nullable Object... arguments) {
        FlowRequestBuilder request = FlowRequest.at("checkout");
        labels.addTo(request, arguments);
        return request.build();
    }

    private static Map<String, String> labels(
            Class<?> type, String method, @Nullable Object... arguments) {
        return request(plan(type, method), arguments).labels();
    }

    interface Shop {
        void order(@FlowLabel("user") String user, @FlowLabel("note") String note);

        void named(@FlowLabel String nameOfTheInterface);
    }

    abstract static class BaseShop implements Shop {
        public void base(@FlowLabel("user") String user) {}

        public void own(@FlowLabel("base") String user) {}
    }

    public static class CornerShop extends BaseShop {
        @Override
        public void order(String user, @FlowLabel("remark") String note) {}

        @Override
        public void named(String name) {}

        @Override
        public void base(String user) {}

        @Override
        public void own(@FlowLabel("own") String user) {}

        public void order(String user) {}

        public void several(
                @FlowLabel(value = "tier", property = "customer.tier")
                        @FlowLabel(value = "region", property = "customer.region")
                        Order order) {}

        public void secret(
                @FlowLabel(value = "user", sensitive = true) String user,
                @FlowLabel("plain") String plain) {}
    }

    interface Handler<T> {
        void handle(@FlowLabel(value = "tier", property = "customer.tier") T item);
    }

    public static class OrderHandler implements Handler<Order> {
        @Override
        public void handle(Order item) {}
    }

    abstract static class AbstractHandler<T> {
        public void handle(@FlowLabel(value = "tier", property = "customer.tier") T item) {}
    }

    public static class Overloaded implements Handler<Order> {
        @Override
        public void handle(Order item) {}

        public void handle(Customer other) {}
    }

    interface Naming<T extends CharSequence> {
        void name(T name);
    }

    /** Methods beside the one that the bridge leads to, each of which differs in one respect. */
    @SuppressWarnings("unused")
    public static class Named implements Naming<String> {
        public void name(@FlowLabel("number") Integer name) {}

        public void name(@FlowLabel("list") StringHolder name) {}

        public void name(@FlowLabel("first") String name, String other) {}

        public void alias(@FlowLabel("alias") String name) {}

        @Override
        public void name(@FlowLabel("right") String name) {}

        public void label(@FlowLabel("label") String name) {}

        public void name(@FlowLabel("last") String name, int other) {}

        public void name(@FlowLabel("long") Long name) {}
    }

    record StringHolder(String text) {}

    public static class InheritingHandler extends AbstractHandler<Order> {}

    interface Service {
        void serve(@FlowLabel("request") String request);
    }

    public static class Served {
        public void serve(String request) {}
    }

    public static class ServedByInheritance extends Served implements Service {}

    private static final Order ORDER = new Order(new Customer("gold", "eu"));

    @Test
    void a_parameter_takes_the_interfaces_annotation_and_its_own_beats_that() {
        assertThat(labels(CornerShop.class, "named", "n"))
                .isEqualTo(Map.of("nameOfTheInterface", "n"));
        Method order =
                Arrays.stream(CornerShop.class.getMethods())
                        .filter(m -> m.getName().equals("order") && m.getParameterCount() == 2)
                        .findFirst()
                        .orElseThrow();
        MethodLabels labels = MethodLabels.of(CornerShop.class, order, new String[0], "order");
        assertThat(request(labels, "u", "n").labels())
                .isEqualTo(Map.of("user", "u", "remark", "n"));
    }

    @Test
    void a_parameter_takes_the_superclasss_annotation_and_its_own_beats_that() {
        assertThat(labels(CornerShop.class, "base", "u")).isEqualTo(Map.of("user", "u"));
        assertThat(labels(CornerShop.class, "own", "u")).isEqualTo(Map.of("own", "u"));
    }

    @Test
    void an_overload_takes_nothing() throws Exception {
        Method overload = CornerShop.class.getMethod("order", String.class);
        MethodLabels labels = MethodLabels.of(CornerShop.class, overload, new String[0], "order");
        assertThat(request(labels, "u").labels()).isEmpty();
        Method other = Overloaded.class.getMethod("handle", Customer.class);
        MethodLabels none = MethodLabels.of(Overloaded.class, other, new String[0], "handle");
        assertThat(request(none, ORDER.customer()).labels()).isEmpty();
    }

    @Test
    void a_generic_interfaces_annotation_and_type_are_seen_through_the_bridge() throws Exception {
        Method handle = OrderHandler.class.getMethod("handle", Order.class);
        MethodLabels labels = MethodLabels.of(OrderHandler.class, handle, new String[0], "handle");
        assertThat(request(labels, ORDER).labels()).isEqualTo(Map.of("tier", "gold"));
    }

    @Test
    void a_bridge_has_the_labels_of_what_it_leads_to() throws Exception {
        Method bridge = OrderHandler.class.getMethod("handle", Object.class);
        assertThat(bridge.isBridge()).isTrue();
        MethodLabels labels = MethodLabels.of(OrderHandler.class, bridge, new String[0], "handle");
        assertThat(request(labels, ORDER).labels()).isEqualTo(Map.of("tier", "gold"));
    }

    @Test
    void a_bridge_leads_to_no_method_of_another_name_or_of_other_parameters() throws Exception {
        Method bridge = Named.class.getMethod("name", CharSequence.class);
        assertThat(bridge.isBridge()).isTrue();
        MethodLabels labels = MethodLabels.of(Named.class, bridge, new String[0], "name");
        assertThat(request(labels, "n").labels()).isEqualTo(Map.of("right", "n"));
    }

    @Test
    void the_keys_are_those_of_constants_and_of_parameters_with_and_without_a_value() {
        assertThat(plan(CornerShop.class, "several", "shop=corner").keys())
                .containsExactlyInAnyOrder("shop", "tier", "region");
    }

    @Test
    void an_inherited_method_has_the_types_of_the_bean() {
        assertThat(labels(InheritingHandler.class, "handle", ORDER))
                .isEqualTo(Map.of("tier", "gold"));
    }

    @Test
    void an_inherited_method_implements_the_beans_interface() {
        assertThat(labels(ServedByInheritance.class, "serve", "r"))
                .isEqualTo(Map.of("request", "r"));
        assertThat(labels(Served.class, "serve", "r")).isEmpty();
    }

    @Test
    void one_argument_gives_several_labels() {
        assertThat(labels(CornerShop.class, "several", ORDER))
                .isEqualTo(Map.of("tier", "gold", "region", "eu"));
        assertThat(labels(CornerShop.class, "several", new Order(null))).isEmpty();
        assertThat(labels(CornerShop.class, "several", (Object) null)).isEmpty();
    }

    @Test
    void sensitive_labels_are_named_so_even_without_a_value() {
        FlowRequest request = request(plan(CornerShop.class, "secret"), null, "p");
        assertThat(request.sensitiveLabels()).containsExactly("user");
        assertThat(request.labels()).isEqualTo(Map.of("plain", "p"));
    }

    @Test
    void every_call_has_the_same_set_of_sensitive_labels() {
        MethodLabels labels = plan(CornerShop.class, "secret");
        assertThat(request(labels, "u-1", "p").sensitiveLabels())
                .isSameAs(request(labels, "u-2", "p").sensitiveLabels());
    }

    @SuppressWarnings("unused")
    static class Bad {
        public void reserved(@FlowLabel("aperture.user") String user) {}

        public void blank(@FlowLabel("  ") String user) {}

        public void duplicate(@FlowLabel("a") String one, @FlowLabel("a") String other) {}

        public void twice(@FlowLabel("a") @FlowLabel("a") String one) {}

        public void list(@FlowLabel("a") List<String> list) {}

        public void array(@FlowLabel("a") byte[] array) {}

        public void map(@FlowLabel("a") Map<String, String> map) {}

        public void path(@FlowLabel(value = "a", property = "customer.teir") Order order) {}

        public void all(
                @FlowLabel(value = "aperture.a", property = "custmer") Order order,
                @FlowLabel(" ") String blank,
                @FlowLabel("b") String b,
                @FlowLabel("b") String again,
                @FlowLabel("c") List<String> list) {}

        public void fine() {}
    }

    @ParameterizedTest
    @CsvSource({
        "reserved, APERTURE-702, Parameter 1 ('user') of Type.reserved, 'aperture.user'",
        "blank, APERTURE-703, Parameter 1 ('user') of Type.blank, Set a key",
        "duplicate, APERTURE-701, Type.duplicate, 'a'",
        "twice, APERTURE-701, Type.twice, 'a'",
        "list, APERTURE-707, Parameter 1 ('list') of Type.list, java.util.List",
        "array, APERTURE-707, Parameter 1 ('array') of Type.array, byte[]",
        "map, APERTURE-707, Parameter 1 ('map') of Type.map, java.util.Map",
        "path, APERTURE-706, Parameter 1 ('order') of Type.path, 'customer.teir'"
    })
    void what_cannot_be_a_label_is_refused(String method, String id, String place, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Bad.class, method))
                .withMessageContainingAll(id, place, value);
    }

    @ParameterizedTest
    @CsvSource({
        "tier, APERTURE-704, 'tier'",
        "'', APERTURE-704, ''",
        "=gold, APERTURE-704, '=gold'",
        "' =gold', APERTURE-704, ' =gold'",
        "aperture.tier=gold, APERTURE-702, 'aperture.tier'",
        "again=2, APERTURE-705, 'again'"
    })
    void what_cannot_be_a_constant_is_refused(String constant, String id, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Bad.class, "fine", "again=1", constant))
                .withMessageContainingAll(id, "Type.fine", value);
    }

    @Test
    void every_error_of_a_method_is_said_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Bad.class, "all", "tier", "aperture.x=1"))
                .satisfies(
                        e ->
                                assertThat(e.getMessage().lines())
                                        .extracting(line -> line.substring(0, 12))
                                        .containsExactly(
                                                "APERTURE-704",
                                                "APERTURE-702",
                                                "APERTURE-702",
                                                "APERTURE-706",
                                                "APERTURE-703",
                                                "APERTURE-701",
                                                "APERTURE-707"));
    }
}
