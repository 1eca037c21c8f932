package io.github.aperturecdi.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanContainer;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The authenticated caller, as the container knows it. */
final class Caller {

    /**
     * A method of an optional API that tells whether there is a caller.
     *
     * @param bean the type of the bean that has the method
     * @param question the method
     * @param nobody the method's result if there is no caller
     */
    private record Witness(Class<?> bean, Method question, @Nullable Object nobody) {

        static @Nullable Witness of(String bean, String question, @Nullable Object nobody) {
            try {
                Class<?> type = Class.forName(bean, false, Caller.class.getClassLoader());
                return new Witness(type, type.getMethod(question), nobody);
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }
    }

    private static final List<Witness> WITNESSES =
            Stream.of(
                            Witness.of(
                                    "io.quarkus.security.identity.SecurityIdentity",
                                    "isAnonymous",
                                    true),
                            Witness.of(
                                    "jakarta.security.enterprise.SecurityContext",
                                    "getCallerPrincipal",
                                    null),
                            Witness.of(
                                    "jakarta.servlet.http.HttpServletRequest",
                                    "getUserPrincipal",
                                    null),
                            // Open Liberty has no principal for a user with the name
                            // UNAUTHENTICATED, but it has the user's authentication type.
                            Witness.of(
                                    "jakarta.servlet.http.HttpServletRequest", "getAuthType", null))
                    .filter(Objects::nonNull)
                    .toList();

    private final Instance<Principal> principal;
    private final BeanContainer container;

    /**
     * @param principal the caller's principal; some containers have no such bean
     * @param container has the beans of the optional APIs
     */
    Caller(Instance<Principal> principal, BeanContainer container) {
        this.principal = principal;
        this.container = container;
    }

    /** The caller's name; null if there is no authenticated caller. */
    @Nullable String name() {
        if (!principal.isResolvable()) {
            return null;
        }
        String name = nameOf(principal);
        return name == null || name.isEmpty() || mayMeanNobody(name) && isNobody() ? null : name;
    }

    private static @Nullable String nameOf(Instance<Principal> principal) {
        Instance.Handle<Principal> handle = principal.getHandle();
        try {
            Principal caller = handle.get();
            return caller == null ? null : caller.getName();
        } finally {
            destroy(handle);
        }
    }

    /** Destroys a dependent bean, which would live as long as the instance that looked it up. */
    private static void destroy(Instance.Handle<Principal> handle) {
        try {
            if (handle.getBean().getScope() == Dependent.class) {
                handle.destroy();
            }
        } catch (RuntimeException e) {
            // Weld cannot destroy a principal that another part of the server made; nothing is left
            // behind.
            return;
        }
    }

    /**
     * Whether a name may stand for the absence of a caller. Weld has no principal then, and Quarkus
     * one without a name. Open Liberty has one with the name UNAUTHENTICATED, WildFly and GlassFish
     * one with the name anonymous. As a caller may have such a name, too, the optional APIs decide.
     */
    private static boolean mayMeanNobody(String name) {
        return name.equals("UNAUTHENTICATED") || name.equalsIgnoreCase("anonymous");
    }

    /**
     * Whether the optional APIs know no caller. False if none of them can tell: then a principal
     * means a caller.
     */
    private boolean isNobody() {
        boolean asked = false;
        for (Witness witness : WITNESSES) {
            Instance<?> bean = container.createInstance().select(witness.bean());
            if (bean.isResolvable()) {
                asked = true;
                if (knowsCaller(witness, bean)) {
                    return false;
                }
            }
        }
        return asked;
    }

    private static boolean knowsCaller(Witness witness, Instance<?> bean) {
        try {
            return !Objects.equals(witness.question().invoke(bean.get()), witness.nobody());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // This thread serves no request that the API knows.
            return false;
        }
    }
}
