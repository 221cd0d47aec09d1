using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Testing;

/// <summary>Keeps what was logged: for what must be in the log, and for what must not.</summary>
public sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LoggedLine> lines = new();

    public IReadOnlyList<LoggedLine> Lines => [.. lines];

    public Exception? LastException => lines.LastOrDefault(line => line.Exception is not null)?.Exception;

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<LoggedLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LoggedLine(category, logLevel, formatter(state, exception), exception));
    }
}

public sealed record LoggedLine(string Category, LogLevel Level, string Text, Exception? Exception);
