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

/** Who calls, as the container knows it. */
final class Caller {

    /**
     * What an optional API says about the caller.
     *
     * @param bean the type of the bean that is asked
     * @param question a method of it
     * @param nobody the API's answer when there is no caller
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
                            // Open Liberty has no principal for a user who is called
                            // UNAUTHENTICATED, and still says how that user has logged in.
                            Witness.of(
                                    "jakarta.servlet.http.HttpServletRequest", "getAuthType", null))
                    .filter(Objects::nonNull)
                    .toList();

    private final Instance<Principal> principal;
    private final BeanContainer container;

    /**
     * @param principal not everywhere is such a bean
     * @param container has the beans of the APIs that can tell more
     */
    Caller(Instance<Principal> principal, BeanContainer container) {
        this.principal = principal;
        this.container = container;
    }

    /** Null without an authenticated caller. */
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

    /** What a dependent bean leaves behind stays with the one who looks it up. */
    private static void destroy(Instance.Handle<Principal> handle) {
        try {
            if (handle.getBean().getScope() == Dependent.class) {
                handle.destroy();
            }
        } catch (RuntimeException e) {
            // Weld cannot destroy a principal that is not its own; it has nothing to leave.
            return;
        }
    }

    /**
     * Without a caller, Weld has no principal, and Quarkus one without a name. Open Liberty has one
     * that is called UNAUTHENTICATED, WildFly and GlassFish one that is called anonymous; callers
     * may have these names as well, so the container is asked.
     */
    private static boolean mayMeanNobody(String name) {
        return name.equals("UNAUTHENTICATED") || name.equalsIgnoreCase("anonymous");
    }

    /** False as well where no API can tell: who has a principal there is a caller. */
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
            // This thread serves no request of its kind.
            return false;
        }
    }
}
