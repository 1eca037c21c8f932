package io.github.aperturecdi.cdi;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One session that is always there, and is passivated when a test asks for it: its beans, with
 * their interceptors, are written as bytes and read again.
 */
class PassivatingScope implements Extension {

    private final Session session = new Session();

    void register(@Observes AfterBeanDiscovery event) {
        event.addContext(session);
    }

    void passivate() {
        session.beans.replaceAll((bean, instance) -> read(written(instance)));
    }

    private static byte[] written(Object instance) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(instance);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) {
        try (ObjectInputStream in = new ApplicationInput(bytes)) {
            return in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class ApplicationInput extends ObjectInputStream {

        ApplicationInput(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
            return Class.forName(
                    type.getName(), false, Thread.currentThread().getContextClassLoader());
        }
    }

    private static final class Session implements AlterableContext {

        private final Map<Contextual<?>, Object> beans = new HashMap<>();

        @Override
        public Class<? extends Annotation> getScope() {
            return SessionScoped.class;
        }

        @Override
        public <T> T get(Contextual<T> bean, CreationalContext<T> creation) {
            T there = get(bean);
            if (there == null) {
                there = bean.create(creation);
                beans.put(bean, there);
            }
            return there;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T get(Contextual<T> bean) {
            return (T) beans.get(bean);
        }

        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public void destroy(Contextual<?> bean) {
            beans.remove(bean);
        }
    }
}
