package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Collections;
import java.util.List;

/** A session, for its client, and what a server does with one that it moves elsewhere. */
@Path("/session")
@RequestScoped
public class SessionResource {

    @Inject SessionCart cart;
    @Context HttpServletRequest request;

    /** One more item. */
    @GET
    @Path("/add")
    public String add(@QueryParam("item") String item) {
        return cart.add(item);
    }

    /**
     * Does nothing before the server has read the session from its store. After that, it tells
     * whether a call is refused, and adds one more item. It is one request, as a server may write
     * the session after each.
     */
    @GET
    @Path("/add-once-read")
    public String addOnceRead(@QueryParam("item") String item) {
        return cart.isRead() ? rateLimited() + ", " + cart.add(item) : "";
    }

    private String rateLimited() {
        try {
            return cart.add("rate-limited");
        } catch (FlowRejectedException e) {
            return "refused";
        }
    }

    /** All attributes are written and read again; how many they were. */
    @GET
    @Path("/passivate")
    public int passivate() throws IOException, ClassNotFoundException {
        HttpSession session = request.getSession(false);
        List<String> names = Collections.list(session.getAttributeNames());
        for (String name : names) {
            Object attribute = session.getAttribute(name);
            ClassLoader container = attribute.getClass().getClassLoader();
            Object value = read(written(attribute), container);
            session.removeAttribute(name);
            session.setAttribute(name, value);
        }
        return names.size();
    }

    private static byte[] written(Object attribute) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(attribute);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes, ClassLoader container)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ApplicationInput(bytes, container)) {
            return in.readObject();
        }
    }

    /** Finds the application's classes, and those of its container that the application cannot. */
    private static final class ApplicationInput extends ObjectInputStream {

        private final ClassLoader container;

        ApplicationInput(byte[] bytes, ClassLoader container) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.container = container;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
            try {
                return Class.forName(
                        type.getName(), false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) {
                return Class.forName(type.getName(), false, container);
            }
        }
    }
}
