package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.Exhausted;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanContainer;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The authenticated caller, as the container knows it, or else Jakarta REST or the servlet. */
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

        /** The method's result; it fails if this thread serves no request that the API knows. */
        @Nullable Object answer(Instance<?> bean) {
            return asked(
                    bean,
                    found -> {
                        try {
                            return question.invoke(found);
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    private static final String SERVLET = "jakarta.servlet.http.HttpServletRequest";

    private static final @Nullable Witness SERVLET_CALLER =
            Witness.of(SERVLET, "getUserPrincipal", null);

    /**
     * Open Liberty has no principal for a user with the name UNAUTHENTICATED, but it has the user's
     * authentication type.
     */
    private static final @Nullable Witness SERVLET_SCHEME =
            Witness.of(SERVLET, "getAuthType", null);

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
                            SERVLET_CALLER,
                            SERVLET_SCHEME)
                    .filter(Objects::nonNull)
                    .toList();

    private final Instance<Principal> principal;
    private final BeanContainer container;

    private final CallerHeaders request;

    /** The servlet request; null if the container has no such bean. */
    private final @Nullable Instance<?> servlet;

    /**
     * @param principal the caller's principal; some containers have no such bean
     * @param container has the beans of the optional APIs
     * @param request knows the caller as Jakarta REST does
     */
    Caller(Instance<Principal> principal, BeanContainer container, CallerHeaders request) {
        this.principal = principal;
        this.container = container;
        this.request = request;
        Instance<?> bean = SERVLET_CALLER == null ? null : bean(SERVLET_CALLER);
        servlet = bean != null && bean.isResolvable() ? bean : null;
    }

    /** Whether anything here may know a caller at some time. */
    boolean mayBeKnown() {
        return principal.isResolvable() || servlet != null || hasRest();
    }

    private static boolean hasRest() {
        try {
            Class.forName(
                    "jakarta.ws.rs.core.SecurityContext", false, Caller.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** The caller's name; null if there is no authenticated caller. */
    @Nullable String name() {
        String name = ofContainer();
        if (name == null) {
            name = ofRequest();
        }
        return name == null ? ofServlet() : name;
    }

    private @Nullable String ofContainer() {
        if (!principal.isResolvable()) {
            return null;
        }
        String name = nameOf(principal);
        return name == null || name.isEmpty() || mayMeanNobody(name) && isNobody() ? null : name;
    }

    private @Nullable String ofRequest() {
        try {
            return request.callerName();
        } catch (RuntimeException e) {
            Exhausted.rethrow(e);
            // The request has ended, or another thread serves it.
            return null;
        }
    }

    private @Nullable String ofServlet() {
        if (servlet == null || SERVLET_CALLER == null || SERVLET_SCHEME == null) {
            return null;
        }
        try {
            return new RequestCaller(
                            () -> (Principal) SERVLET_CALLER.answer(servlet),
                            () -> (String) SERVLET_SCHEME.answer(servlet))
                    .name();
        } catch (RuntimeException | LinkageError e) {
            Exhausted.rethrow(e);
            // This thread serves no request.
            return null;
        }
    }

    private Instance<?> bean(Witness witness) {
        return container.createInstance().select(witness.bean());
    }

    private static @Nullable String nameOf(Instance<Principal> principal) {
        return asked(principal, caller -> caller == null ? null : caller.getName());
    }

    private static <B, A> @Nullable A asked(
            Instance<B> beans, Function<@Nullable B, @Nullable A> question) {
        Instance.Handle<B> handle = beans.getHandle();
        try {
            return question.apply(handle.get());
        } finally {
            destroy(handle);
        }
    }

    /** Destroys a dependent bean, which would live as long as the instance that looked it up. */
    private static void destroy(Instance.Handle<?> handle) {
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
    static boolean mayMeanNobody(String name) {
        return name.equals("UNAUTHENTICATED") || name.equalsIgnoreCase("anonymous");
    }

    /**
     * Whether the optional APIs know no caller. False if none of them can tell: then a principal
     * means a caller.
     */
    private boolean isNobody() {
        boolean asked = false;
        for (Witness witness : WITNESSES) {
            Instance<?> bean = bean(witness);
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
            return !Objects.equals(witness.answer(bean), witness.nobody());
        } catch (RuntimeException | LinkageError e) {
            Exhausted.rethrow(e);
            // This thread serves no request that the API knows.
            return false;
        }
    }
}
