using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClinicOps.Scheduling.Importing;

/// <summary>A schedule as the EHR writes it, or to seed from: JSON with "providers" and "visits", names in camel case; what else the file holds is left alone.</summary>
internal sealed record ScheduleFile(
    IReadOnlyList<ScheduleFile.ProviderLine> Providers, IReadOnlyList<ScheduleFile.VisitLine> Visits, IReadOnlyList<ScheduleFile.VisitTypeLine>? VisitTypes = null)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The hours of a provider of whom the file says none.</summary>
    public static readonly IReadOnlyList<HoursLine> UsualWeek =
    [
        new([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], new TimeOnly(8, 0), new TimeOnly(17, 0)),
    ];

    /// <exception cref="JsonException">It is no such file; the message says where.</exception>
    public static async Task<ScheduleFile> Read(Stream json, CancellationToken stopping) =>
        await JsonSerializer.DeserializeAsync<ScheduleFile>(json, Reading, stopping) ?? throw new JsonException("The file holds nothing.");

    /// <summary>Minutes after midnight.</summary>
    public static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;

    /// <summary>The same for the end of a stretch, which at 00:00 is the end of the day.</summary>
    public static int Until(TimeOnly time) => time == TimeOnly.MinValue ? 24 * 60 : Minute(time);

    /// <summary>"New patient" -> "new-patient".</summary>
    public static string CodeOf(string name) =>
        string.Join('-', new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <param name="LocationId">Where this provider usually works.</param>
    /// <param name="Hours">When; without, a new provider works Monday to Friday from eight to five.</param>
    /// <param name="Exceptions">Days that are not as usual; read only together with <paramref name="Hours"/>.</param>
    internal sealed record ProviderLine(
        Guid Id,
        string Name,
        Guid LocationId,
        string? Credentials = null,
        string? Npi = null,
        string? Specialty = null,
        IReadOnlyList<HoursLine>? Hours = null,
        IReadOnlyList<ExceptionLine>? Exceptions = null);

    /// <param name="Until">"00:00" for the end of the day.</param>
    /// <param name="LocationId">Without, the provider's own.</param>
    internal sealed record HoursLine(IReadOnlyList<DayOfWeek> Weekdays, TimeOnly From, TimeOnly Until, Guid? LocationId = null);

    /// <param name="Date">Without, the day is <paramref name="DayOffset"/> days from today at the location.</param>
    /// <param name="Works">True adds hours, false takes them away.</param>
    internal sealed record ExceptionLine(
        bool Works = false, DateOnly? Date = null, int DayOffset = 0, TimeOnly From = default, TimeOnly Until = default, Guid? LocationId = null);

    internal sealed record VisitTypeLine(string Code, string Name, int Minutes);

    /// <param name="Id">The EHR's own, the same in every run: by it a visit is known again.</param>
    /// <param name="Date">The day, as the EHR has it.</param>
    /// <param name="DayOffset">For a seed, which names no day: days from today at the location.</param>
    /// <param name="Start">On the location's wall clock, "09:30".</param>
    /// <param name="Status">booked (or scheduled, its older word), done or cancelled.</param>
    internal sealed record VisitLine(
        Guid Id, string Mrn, Guid ProviderId, Guid LocationId, TimeOnly Start, int Minutes, string VisitType, DateOnly? Date = null, int? DayOffset = null, string Status = "booked");
}
