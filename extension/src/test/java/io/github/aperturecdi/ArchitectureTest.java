package io.github.aperturecdi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.aperturecdi.cache.ResultCodec;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.outcome.HttpOutcome;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** The walls between the packages. */
@AnalyzeClasses(
        packages = "io.github.aperturecdi",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.aperturecdi";
    private static final String INTERNAL = ROOT + ".internal";

    /** An arrow leads down, and each package is in a layer. */
    @ArchTest
    static final ArchRule packages_are_in_layers =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("HTTP")
                    .definedBy(ROOT + ".rest..")
                    .layer("container")
                    .definedBy(ROOT + ".cdi..")
                    .layer("libraries")
                    .definedBy(
                            in(
                                    "grpc",
                                    "internal.mutiny",
                                    "internal.reactivestreams",
                                    "internal.vertx",
                                    "internal.jsonb",
                                    "internal.jackson",
                                    "internal.quarkusgrpc",
                                    "internal.health",
                                    "internal.jfr",
                                    "internal.opentelemetry"))
                    .layer("features")
                    .definedBy(
                            in(
                                    "cache",
                                    "internal.labels",
                                    "internal.refusal",
                                    "internal.outcome",
                                    "internal.async",
                                    "internal.config"))
                    .layer("core")
                    .definedBy(in("flow"))
                    .layer("wire")
                    .definedBy(in("proto"))
                    .layer("tools")
                    .definedBy(INTERNAL, INTERNAL + ".reflect..", INTERNAL + ".services..")
                    .layer("annotations")
                    .definedBy(ROOT)
                    .whereLayer("HTTP")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("container")
                    .mayOnlyBeAccessedByLayers("HTTP")
                    .whereLayer("libraries")
                    .mayOnlyBeAccessedByLayers("container")
                    .whereLayer("features")
                    .mayOnlyBeAccessedByLayers("HTTP", "container", "libraries")
                    .whereLayer("core")
                    .mayOnlyBeAccessedByLayers("HTTP", "container", "libraries", "features")
                    .whereLayer("wire")
                    .mayOnlyBeAccessedByLayers("core")
                    .whereLayer("tools")
                    .mayOnlyAccessLayers("tools")
                    .whereLayer("annotations")
                    .mayNotAccessAnyLayer()
                    .ensureAllClassesAreContainedInArchitecture();

    private static String[] in(String... packages) {
        return Arrays.stream(packages).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    /**
     * The core is one slice, because the flow and the agent that decides about it know each other.
     * Each package below {@code internal} is a slice of its own.
     */
    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().assignedFrom(new Slices()).should().beFreeOfCycles();

    private static final class Slices implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getPackageName().startsWith(ROOT + ".")) {
                return SliceIdentifier.ignore();
            }
            String[] below = type.getPackageName().substring(ROOT.length() + 1).split("\\.");
            return below[0].equals("internal")
                    ? SliceIdentifier.of(below)
                    : SliceIdentifier.of(below[0]);
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }

    @ArchTest
    static final ArchRule only_the_edges_know_a_container =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            ROOT,
                            ROOT + ".cdi..",
                            ROOT + ".rest..",
                            INTERNAL + ".health..",
                            INTERNAL + ".jsonb..",
                            INTERNAL + ".config..",
                            INTERNAL + ".opentelemetry..",
                            INTERNAL + ".quarkusgrpc..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule configuration_knows_no_jakarta =
            noClasses()
                    .that()
                    .resideInAPackage(INTERNAL + ".config..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta..");

    /** Time is a parameter of the core. */
    @ArchTest
    static final ArchRule only_the_ticker_reads_the_clock =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".flow..")
                    .and()
                    .doNotBelongToAnyOf(Ticker.class)
                    .should()
                    .accessTargetWhere(describe("reads the clock", ArchitectureTest::readsClock));

    private static boolean readsClock(JavaAccess<?> access) {
        String method = access.getTarget().getName();
        return access.getTargetOwner().isEquivalentTo(System.class)
                ? Set.of("nanoTime", "currentTimeMillis").contains(method)
                : access.getTargetOwner().getPackageName().equals("java.time")
                        && (method.equals("now") || method.startsWith("system"));
    }

    /** What an application types needs nothing that may change in any version. */
    @ArchTest
    static final ArchRule the_api_mentions_only_the_api =
            classes()
                    .that()
                    .arePublic()
                    .and()
                    .resideInAnyPackage(
                            ROOT, ROOT + ".flow", ROOT + ".flow.link", ROOT + ".flow.spi")
                    .should(mentionOnlyTheApi());

    private static ArchCondition<JavaClass> mentionOnlyTheApi() {
        return new ArchCondition<>("mention only API types in public signatures") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream.concat(
                                type.getCodeUnits().stream()
                                        .filter(unit -> unit.getModifiers().contains(PUBLIC))
                                        .flatMap(
                                                unit ->
                                                        Stream.concat(
                                                                Stream.of(unit.getRawReturnType()),
                                                                unit
                                                                        .getRawParameterTypes()
                                                                        .stream())),
                                type.getFields().stream()
                                        .filter(field -> field.getModifiers().contains(PUBLIC))
                                        .map(JavaField::getRawType))
                        .map(JavaClass::getBaseComponentType)
                        .filter(named -> !isApi(named))
                        .forEach(
                                named ->
                                        events.add(
                                                violated(
                                                        type,
                                                        type.getName()
                                                                + " mentions "
                                                                + named.getName())));
            }
        };
    }

    private static boolean isApi(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || type.getModifiers().contains(PUBLIC)
                        && Set.of(ROOT, ROOT + ".flow", ROOT + ".flow.link", ROOT + ".flow.spi")
                                .contains(type.getPackageName());
    }

    /** There is one rule for what a container generates, and one way into closed classes. */
    @ArchTest
    static final ArchRule only_the_reflect_package_sees_through_classes =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".reflect..")
                    .should()
                    .callMethod(Class.class, "isSynthetic")
                    .orShould()
                    .callMethod(
                            MethodHandles.class,
                            "privateLookupIn",
                            Class.class,
                            MethodHandles.Lookup.class);

    /** There is one walk over supertypes and declared methods, with types resolved for the bean. */
    @ArchTest
    static final ArchRule only_the_reflect_package_walks_over_types =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".reflect..")
                    // It writes the superclass into a text, with the type arguments as declared.
                    .and()
                    .doNotHaveFullyQualifiedName(ROOT + ".cache.TypeShape")
                    .should()
                    .accessTargetWhere(describe("walks over types", ArchitectureTest::walks));

    private static boolean walks(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(Class.class)
                && Set.of(
                                "getSuperclass",
                                "getGenericSuperclass",
                                "getAnnotatedSuperclass",
                                "getInterfaces",
                                "getGenericInterfaces",
                                "getAnnotatedInterfaces",
                                "getDeclaredMethods")
                        .contains(access.getTarget().getName());
    }

    /** The grpc packages are no client of an agent: they serve the application's own services. */
    @ArchTest
    static final ArchRule only_the_link_knows_the_wire =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "..")
                    .and()
                    .resideOutsideOfPackages(
                            ROOT + ".flow.link..",
                            ROOT + ".proto..",
                            ROOT + ".grpc..",
                            INTERNAL + ".quarkusgrpc..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.grpc..", "com.google.protobuf..", ROOT + ".proto..");

    @ArchTest
    static final ArchRule the_grpc_packages_know_no_agent =
            noClasses()
                    .that()
                    .resideInAnyPackage(ROOT + ".grpc..", INTERNAL + ".quarkusgrpc..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ROOT + ".proto..", ROOT + ".flow..", ROOT + ".cdi..");

    @ArchTest
    static final ArchRule only_its_package_knows_quarkus =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".quarkusgrpc..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.quarkus..", INTERNAL + ".quarkusgrpc..");

    @ArchTest
    static final ArchRule only_one_class_knows_the_transport =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(ROOT + ".flow.link.OkHttpTransport")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.grpc.okhttp..", "okio..");

    @ArchTest
    static final ArchRule only_the_opentelemetry_package_knows_opentelemetry =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".opentelemetry..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule only_the_jsonb_package_knows_json_b =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".jsonb..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta.json..", INTERNAL + ".jsonb..");

    @ArchTest
    static final ArchRule only_the_jackson_package_knows_jackson =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".jackson..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("com.fasterxml..", INTERNAL + ".jackson..");

    @ArchTest
    static final ArchRule a_codec_loads_without_its_library =
            noClasses()
                    .that()
                    .implement(ResultCodec.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta.json..", "com.fasterxml..");

    @ArchTest
    static final ArchRule only_the_rest_package_knows_jakarta_rest =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + ".rest..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta.ws.rs..", ROOT + ".rest..");

    @ArchTest
    static final ArchRule an_outcome_loads_without_its_library =
            noClasses()
                    .that()
                    .implement(HttpOutcome.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta..");

    @ArchTest
    static final ArchRule only_the_jfr_package_knows_the_flight_recorder =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".jfr..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule only_the_health_package_knows_microprofile_health =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(INTERNAL + ".health..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.eclipse.microprofile.health..");

    @ArchTest
    static final ArchRule what_the_container_composes_loads_without_optional_libraries =
            noClasses()
                    .that()
                    .haveSimpleName("ApplicationTelemetry")
                    .or()
                    .haveSimpleName("FlightRecordings")
                    .or()
                    .haveSimpleName("HealthBeans")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.opentelemetry..", "jdk.jfr..", "org.eclipse.microprofile.health..");

    @ArchTest
    static final ArchRule nothing_is_javax =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "javax.inject..",
                            "javax.enterprise..",
                            "javax.interceptor..",
                            "javax.annotation..",
                            "javax.ws..");
}
