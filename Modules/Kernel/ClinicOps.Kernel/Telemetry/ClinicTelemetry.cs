using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace ClinicOps.Kernel.Telemetry;

/// <summary>
/// What ClinicOps tells of its work to whoever listens (nobody, unless the host exports it): spans of jobs, chained from the receipt of
/// a file to its last task, and counts. Ids and codes only; what is not on <see cref="AllowedTags"/> does not leave the process.
/// </summary>
public static partial class ClinicTelemetry
{
    public const string Name = "ClinicOps";

    /// <summary>Under this name a stored job carries the span that enqueued it.</summary>
    internal const string TraceParent = "traceparent";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> JobSeconds = Meter.CreateHistogram<double>("clinicops.job.duration", "s", "How long jobs took, by name and outcome");
    private static readonly Counter<long> Counted = Meter.CreateCounter<long>("clinicops.counted", description: "What was done, by kind: files received, pages read or failed, documents filed or sent to review");

    /// <summary>Every tag that a span may carry.</summary>
    public static IReadOnlySet<string> AllowedTags { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "clinicops.job", "clinicops.message_id", "clinicops.job_id", "clinicops.source", "error.type",
        "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "url.scheme",
    };

    /// <summary>Ids that jobs and events name: "clinicops.transmission_id".</summary>
    public static bool IsAllowed(string tag) => AllowedTags.Contains(tag) || (tag.StartsWith("clinicops.", StringComparison.Ordinal) && tag.EndsWith("_id", StringComparison.Ordinal));

    /// <summary>Begins the way of something received; a part of the request that brought it, where one did.</summary>
    /// <param name="source">A code, "drop-folder".</param>
    public static Activity? StartReceiving(string source, Guid transmissionId) =>
        Source.StartActivity("receive")?.SetTag("clinicops.source", source).SetTag("clinicops.transmission_id", transmissionId.ToString());

    /// <summary>One more (or so many) of that kind, "page-read".</summary>
    public static void Count(string kind, long number = 1) => Counted.Add(number, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A value that is asked for whenever counts are collected, with one measurement a key.</summary>
    public static void Observe(string name, string unit, string description, string key, Func<IReadOnlyDictionary<string, double>> values) =>
        Meter.CreateObservableGauge(name, () => values().Select(value => new Measurement<double>(value.Value, new KeyValuePair<string, object?>(key, value.Key))), unit, description);

    /// <summary>A job's span: the child of the one that enqueued it, with every id of its arguments.</summary>
    /// <param name="parent">W3C traceparent; null for what the clock started.</param>
    internal static Activity? StartJob(string job, string? parent, Guid messageId, string? jobId)
    {
        var activity = Source.StartActivity(job, ActivityKind.Consumer, parent);
        return activity?.SetTag("clinicops.job", job).SetTag("clinicops.message_id", messageId.ToString()).SetTag("clinicops.job_id", jobId);
    }

    internal static void TagIds(Activity activity, object arguments)
    {
        foreach (var property in arguments.GetType().GetProperties())
        {
            if (property.GetIndexParameters().Length == 0 && property.GetValue(arguments) is Guid id && property.Name.EndsWith("Id", StringComparison.Ordinal))
            {
                activity.SetTag($"clinicops.{WordStart().Replace(property.Name, "_$1").TrimStart('_').ToLowerInvariant()}", id.ToString());
            }
        }
    }

    /// <param name="failure">A code; null when it went well.</param>
    internal static void EndJob(Activity? activity, string job, double seconds, string? failure)
    {
        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure);
        }

        JobSeconds.Record(seconds, new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("outcome", failure is null ? "done" : "failed"));
    }

    [GeneratedRegex("([A-Z])")]
    private static partial Regex WordStart();
}
