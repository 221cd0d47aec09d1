using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClinicOps.Scheduling.Importing;

/// <summary>A schedule to seed from: JSON with "providers" and "visits", names in camel case; what else the file holds is left alone.</summary>
internal sealed record ScheduleFile(IReadOnlyList<ScheduleFile.ProviderLine> Providers, IReadOnlyList<ScheduleFile.VisitLine> Visits)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <exception cref="JsonException">It is no such file; the message says where.</exception>
    public static async Task<ScheduleFile> Read(Stream json, CancellationToken stopping) =>
        await JsonSerializer.DeserializeAsync<ScheduleFile>(json, Reading, stopping) ?? throw new JsonException("The file holds nothing.");

    /// <param name="LocationId">Where this provider usually works.</param>
    internal sealed record ProviderLine(Guid Id, string Name, Guid LocationId, string? Credentials = null, string? Npi = null, string? Specialty = null);

    /// <param name="Id">The same in every run, so that a second import enters nothing twice.</param>
    /// <param name="DayOffset">Days from today at the location.</param>
    /// <param name="Start">On the location's wall clock, "09:30".</param>
    /// <param name="Status">scheduled, done or cancelled.</param>
    internal sealed record VisitLine(
        Guid Id, string Mrn, Guid ProviderId, Guid LocationId, int DayOffset, TimeOnly Start, int Minutes, string VisitType, string Status = "scheduled");
}
