package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths into arguments, good and bad. */
class PropertyPathTest {

    enum Tier {
        GOLD {
            @Override
            public String toString() {
                return "not this";
            }
        }
    }

    interface Named {
        String getName();

        default String getNickname() {
            return getName() + "y";
        }
    }

    record Customer(@Nullable Tier tier, String name, Optional<String> region) implements Named {
        @Override
        public String getName() {
            return name;
        }
    }

    record Order(@Nullable Customer customer, Optional<Customer> payer, OptionalInt items) {
        public String getText() {
            return "text";
        }
    }

    static class Bean {
        public boolean isActive() {
            return true;
        }

        public @Nullable Boolean isKnown() {
            return true;
        }

        public String issue() {
            return "no getter";
        }

        public String isText() {
            return "no getter";
        }

        public String getaway() {
            return "no getter";
        }

        public String getURL() {
            return "url";
        }

        public String getWith(String argument) {
            return argument;
        }

        public static String getStatic() {
            return "static";
        }

        String getHidden() {
            return "hidden";
        }

        public int getCount() {
            return 7;
        }

        public OptionalLong getLong() {
            return OptionalLong.of(8);
        }

        public OptionalDouble getDouble() {
            return OptionalDouble.empty();
        }

        public OptionalDouble getPresentDouble() {
            return OptionalDouble.of(0.5);
        }

        public String getX() {
            return "one letter";
        }

        public LocalDate getDate() {
            return LocalDate.of(2024, 5, 6);
        }

        public String getFailing() throws Exception {
            throw new Exception("no");
        }

        public String getEndless() {
            return getEndless();
        }

        public String[] getArray() {
            return new String[0];
        }

        public List<Customer> getList() {
            return List.of();
        }

        public Optional<Map<String, String>> getMap() {
            return Optional.empty();
        }

        public Object getAnything() {
            return List.of("hidden in an Object");
        }

        public Named getNamed() {
            return new Customer(null, "ann", Optional.empty());
        }
    }

    static class Sub extends Bean {
        @Override
        public Customer getNamed() {
            return new Customer(Tier.GOLD, "sub", Optional.of("eu"));
        }
    }

    interface Wide {
        Object getOwner();
    }

    interface Narrow {
        Customer getOwner();
    }

    interface WideAndNarrow extends Wide, Narrow {}

    interface NarrowAndWide extends Narrow, Wide {}

    record Owned(Customer owner) implements WideAndNarrow, NarrowAndWide {
        @Override
        public Customer getOwner() {
            return owner;
        }
    }

    static class Box<T> {
        private final T content;

        Box(T content) {
            this.content = content;
        }

        public T getContent() {
            return content;
        }

        public Optional<T> getMaybe() {
            return Optional.of(content);
        }

        public Box<Box<T>> getNested() {
            return new Box<>(this);
        }
    }

    static class CustomerBox extends Box<Customer> {
        CustomerBox() {
            super(CUSTOMER);
        }
    }

    private static final Customer CUSTOMER = new Customer(Tier.GOLD, "ann", Optional.of("eu"));
    private static final Order ORDER =
            new Order(CUSTOMER, Optional.of(CUSTOMER), OptionalInt.of(3));
    private static final Order EMPTY_ORDER = new Order(null, Optional.empty(), OptionalInt.empty());

    /** Parameters of every type; each argument is in {@link #ARGUMENTS}. */
    @SuppressWarnings({"unused", "rawtypes"})
    static <C extends Customer, S extends Comparable<S>> void parameters(
            Order order,
            Order empty,
            @Nullable Order absent,
            Optional<Order> present,
            Optional<Order> none,
            Optional<? extends Order> wild,
            Optional raw,
            Bean bean,
            Sub sub,
            Named named,
            Box<Customer> box,
            CustomerBox customerBox,
            Box rawBox,
            WideAndNarrow wideAndNarrow,
            NarrowAndWide narrowAndWide,
            C bounded,
            S recursive,
            int number,
            Tier tier,
            Object object,
            String text,
            String[] array,
            C[] genericArray,
            Iterable<String> iterable,
            List<String> list,
            Optional<int[]> optionalArray,
            Map<String, String> map) {}

    private static final Map<String, Object> ARGUMENTS =
            Map.ofEntries(
                    Map.entry("order", ORDER),
                    Map.entry("empty", EMPTY_ORDER),
                    Map.entry("present", Optional.of(ORDER)),
                    Map.entry("none", Optional.empty()),
                    Map.entry("wild", Optional.of(ORDER)),
                    Map.entry("raw", Optional.of("raw")),
                    Map.entry("bean", new Bean()),
                    Map.entry("sub", new Sub()),
                    Map.entry("named", CUSTOMER),
                    Map.entry("box", new Box<>(CUSTOMER)),
                    Map.entry("customerBox", new CustomerBox()),
                    Map.entry("rawBox", new Box<>("any")),
                    Map.entry("wideAndNarrow", new Owned(CUSTOMER)),
                    Map.entry("narrowAndWide", new Owned(CUSTOMER)),
                    Map.entry("bounded", CUSTOMER),
                    Map.entry("recursive", "r"),
                    Map.entry("number", 5),
                    Map.entry("tier", Tier.GOLD),
                    Map.entry("object", new int[] {1}),
                    Map.entry("text", "t"),
                    Map.entry("iterable", List.of("i")));

    private static PropertyPath path(String parameter, String path) throws PropertyException {
        Method method =
                Arrays.stream(PropertyPathTest.class.getDeclaredMethods())
                        .filter(m -> m.getName().equals("parameters"))
                        .findFirst()
                        .orElseThrow();
        for (int i = 0; i < method.getParameterCount(); i++) {
            if (method.getParameters()[i].getName().equals(parameter)) {
                Type type =
                        new BeanTypes(PropertyPathTest.class)
                                .bounded(method.getGenericParameterTypes()[i]);
                return PropertyPath.of(type, path);
            }
        }
        throw new IllegalArgumentException(parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "order, customer.tier, GOLD",
        "order, customer.name, ann",
        "order, customer.region, eu",
        "order, payer.region, eu",
        "order, payer.nickname, anny",
        "order, items, 3",
        "order, text, text",
        "empty, customer.tier,",
        "empty, customer,",
        "empty, payer.region,",
        "empty, items,",
        "absent, customer.tier,",
        "absent, '',",
        "present, customer.tier, GOLD",
        "none, customer.tier,",
        "wild, customer.tier, GOLD",
        "raw, '', raw",
        "bean, active, true",
        "bean, known, true",
        "bean, URL, url",
        "bean, count, 7",
        "bean, long, 8",
        "bean, double,",
        "bean, presentDouble, 0.5",
        "bean, x, one letter",
        "bean, date.year, 2024",
        "bean, failing,",
        "bean, endless,",
        "bean, anything,",
        "bean, named.name, ann",
        "sub, named.tier, GOLD",
        "sub, count, 7",
        "named, name, ann",
        "named, nickname, anny",
        "box, content.tier, GOLD",
        "box, maybe.tier, GOLD",
        "box, nested.content.content.tier, GOLD",
        "customerBox, content.tier, GOLD",
        "rawBox, content, any",
        "wideAndNarrow, owner.tier, GOLD",
        "narrowAndWide, owner.tier, GOLD",
        "bounded, tier, GOLD",
        "recursive, '', r",
        "number, '', 5",
        "tier, '', GOLD",
        "object, '',",
        "text, '', t",
        "iterable, '',"
    })
    void a_path_is_followed(String parameter, String path, @Nullable String value)
            throws PropertyException {
        assertThat(path(parameter, path).read(ARGUMENTS.get(parameter))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order|customer.teir|'teir'|Customer|did you mean 'tier'?|name, nickname, region, tier",
                "order|custmer.tier|'custmer'|Order|did you mean 'customer'?|customer, items, payer, text",
                "order|customer..tier|empty name|one dot|one dot|one dot",
                "order|.customer|empty name|one dot|one dot|one dot",
                "order|customer.|empty name|one dot|one dot|one dot",
                "order|customer. |empty name|one dot|one dot|one dot",
                "order|items.length|'length'|int|has none|has none",
                "order|customer.tier.name|'name'|Tier|declaringClass|declaringClass",
                "bean|issue|'issue'|Bean|no such property|active",
                "bean|text|'text'|Bean|no such property|active",
                "bean|away|'away'|Bean|no such property|active",
                "bean|with|'with'|Bean|no such property|active",
                "bean|static|'static'|Bean|no such property|active",
                "bean|hidden|'hidden'|Bean|no such property|active",
                "bean|class|'class'|Bean|no such property|active",
                "bean|url|'url'|Bean|did you mean 'URL'?|active",
                "bean|array|String[]|no text|Label one value|Arrays",
                "bean|array.length|'length'|String[]|Label one value|Arrays",
                "bean|list|java.util.List|no text|Label one value|Arrays",
                "bean|list.first|'first'|java.util.List|Label one value|Arrays",
                "bean|map|java.util.Map|no text|Label one value|Arrays",
                "named|tier|'tier'|Named|no such property|name, nickname",
                "rawBox|content.tier|'tier'|java.lang.Object|has none|has none",
                "raw|tier|'tier'|java.lang.Object|has none|has none",
                "recursive|tier|'tier'|java.lang.Comparable|has none|has none",
                "number|value|'value'|int|has none|has none",
                "array|''|String[]|no text|Label one value|Arrays",
                "genericArray|''|Customer[]|no text|Label one value|Arrays",
                "list|''|java.util.List|no text|Label one value|Arrays",
                "optionalArray|''|int[]|no text|Label one value|Arrays",
                "map|''|java.util.Map|no text|Label one value|Arrays"
            })
    void a_bad_path_says_where_it_fails_and_what_there_is(
            String parameter, String path, String step, String type, String remedy, String there) {
        assertThatThrownBy(() -> path(parameter, path))
                .isInstanceOf(PropertyException.class)
                .hasMessageContainingAll(step, type, remedy, there);
    }

    @Test
    void a_class_of_a_closed_module_is_refused_with_the_module() throws Exception {
        Class<?> hidden = Class.forName("sun.security.x509.X500Name");
        assertThatThrownBy(() -> PropertyPath.of(hidden, "commonName"))
                .isInstanceOf(PropertyException.class)
                .hasMessageContainingAll("java.base", "does not open", "sun.security.x509");
    }
}
