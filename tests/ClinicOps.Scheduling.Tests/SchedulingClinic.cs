using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Scheduling.Tests;

/// <summary>A clinic with two providers and a register of two patients.</summary>
internal static class SchedulingClinic
{
    public static readonly Guid Okafor = Guid.Parse("0190b000-0000-7000-8000-000000000001");

    public static readonly Guid Lindqvist = Guid.Parse("0190b000-0000-7000-8000-000000000002");

    public static readonly PatientSummary Nunez = new(
        Guid.Parse("0190c000-0000-7000-8000-000000000001"), "A-1001", "José", null, "Núñez", null, new DateOnly(1961, 4, 9), "M", null, null, null);

    public static readonly PatientSummary Tran = new(
        Guid.Parse("0190c000-0000-7000-8000-000000000002"), "A-1002", "Mai", null, "Tran", null, new DateOnly(1988, 12, 2), "F", null, null, null);

    public static async Task<TestClinic> Open(TestCluster cluster)
    {
        var clinic = await cluster.OpenClinic([new SchedulingModule()], services => services.AddSingleton<IPatients>(new Register(Nunez, Tran)));
        await clinic.In(async (SchedulingDb db) =>
        {
            db.Providers.Add(new Provider { Id = Okafor, Name = "Amara Okafor", Credentials = "MD", LocationId = TestOrganization.Harbor.Id });
            db.Providers.Add(new Provider { Id = Lindqvist, Name = "Per Lindqvist", LocationId = TestOrganization.Mesa.Id });
            await db.SaveChangesAsync();
        });
        return clinic;
    }

    public static Task<VisitEntry> Enter(this TestClinic clinic, VisitToEnter visit) => clinic.In((EnterVisit enter) => enter.Run(visit, CancellationToken.None));

    /// <summary>Half an hour of José Núñez with Dr. Okafor at Harbor on Monday, March 2nd.</summary>
    public static VisitToEnter Visit(string start = "10:00", int minutes = 30, string date = "2026-03-02") => new(
        Guid.CreateVersion7(), Nunez.Id, Okafor, TestOrganization.Harbor.Id, "Follow-up",
        DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture), minutes);
}

/// <summary>Stands in for Intake.</summary>
internal sealed class Register(params PatientSummary[] patients) : IPatients
{
    public Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default) => Task.FromResult(patients.FirstOrDefault(patient => patient.Id == patientId));

    public Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. patients.Where(patient => patientIds.Contains(patient.Id))]);

    public Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. patients.Where(patient => mrns.Contains(patient.Mrn))]);

    public Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. patients.Where(patient => patient.ListName.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(limit)]);
}
