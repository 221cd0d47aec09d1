using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.ChartPrep;

/// <summary>What is prepared in the evening, over weekends and holidays.</summary>
public sealed class NextVisitDayTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly DateOnly Friday = Date("2026-03-06");
    private static readonly DateOnly Monday = Date("2026-03-09");

    private readonly StandingVisits visits = new();
    private readonly string folder = Directory.CreateTempSubdirectory("clinicops-schedule-").FullName;
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await cluster.OpenClinic(
            [new IntakeModule()],
            services => services.AddSingleton<IVisits>(visits).AddSingleton<IAppointmentRequests>(visits).AddSingleton<IWaitingResults, NoPapers>().AddSingleton<IChartContents, NoPapers>().AddSingleton<IClosedDays>(new StandingHolidays("2026-03-16")),
            new Dictionary<string, string?> { ["Intake:ChartPrep:ScheduleFolder"] = folder });

        // Friday, 9 in the evening at Harbor.
        clinic.Clock.SetUtcNow(LocalTime.StartOf(Friday, TestOrganization.Harbor).AddHours(21));
    }

    public async ValueTask DisposeAsync()
    {
        await clinic.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_next_day_is_the_next_that_has_visits_else_the_next_business_day()
    {
        Assert.Equal(Monday, await Next(Friday));
        Assert.Equal(Date("2026-03-17"), await Next(Date("2026-03-13")));

        var patient = await clinic.Register(Person("Elena", "Rossi"));
        var visit = visits.Add(patient, At("2026-03-11"));
        Assert.Equal(Date("2026-03-11"), await Next(Friday));
        visits.Add(patient, At("2026-03-07"));
        Assert.Equal(Date("2026-03-07"), await Next(Friday));
        visits.Put(visit with { State = VisitStates.Cancelled });
        Assert.Equal(Monday, await Next(Date("2026-03-07")));
    }

    [Fact]
    public async Task On_a_friday_evening_mondays_charts_are_prepared_and_the_pages_mean_monday()
    {
        var patient = await clinic.Register(Person("Elena", "Rossi"));
        await clinic.Sql($"UPDATE intake.patients SET custody = 'Father must not be told', interpreter = 'Spanish, in person', confidential_address = 'PO Box 9' WHERE id = '{patient}'");
        await clinic.Insert("intake.patient_notes", ("patient_id", patient), ("is_alert", true), ("text", "Latex allergy"));
        var visit = visits.Add(patient, At("2026-03-09"));

        await Prepare();

        var packet = await clinic.In((IntakeDb db) => db.ChartPackets.AsNoTracking().SingleAsync());
        Assert.Equal((visit.Id, Monday), (packet.VisitId, packet.Day));
        var day = (await clinic.In((LoadChartDay load) => load.Run(TestOrganization.Harbor.Id, null, CancellationToken.None)))!;
        Assert.Equal((Monday, "Monday"), (day.Day, day.Name));
        var panel = (TodayChartsView)(await clinic.In((TodayChartsPanel load) => load.Load(Guid.Empty, CancellationToken.None)))!;
        Assert.Equal(("Monday", 1), panel.Days.Where(line => line.Location.Id == TestOrganization.Harbor.Id).Select(line => (line.Day, line.Charts)).Single());

        // The sheet that goes into the room says first what must be known, and not the address that nobody is told of.
        foreach (var words in new[] { "Latex allergy", "Custody: Father must not be told", "Needs an interpreter: Spanish, in person", "The address is confidential" })
        {
            Assert.Contains(words, packet.FaceSheet, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("PO Box 9", packet.FaceSheet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_all_visits_of_a_day_are_cancelled_its_file_and_its_charts_say_so_at_the_next_run()
    {
        var patient = await clinic.Register(Person("Elena", "Rossi"));
        var visit = visits.Add(patient, At("2026-03-09"));
        await Prepare();
        var path = Assert.Single(Directory.EnumerateFiles(folder, "*-2026-03-09.csv"));
        Assert.Contains("Rossi", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        var print = await File.ReadAllBytesAsync(Path.ChangeExtension(path, "pdf"));

        // On Saturday in the morning, when nothing new is prepared.
        visits.Put(visit with { State = VisitStates.Cancelled });
        clinic.Clock.Advance(TimeSpan.FromHours(12));
        await Prepare();

        Assert.Single(await File.ReadAllLinesAsync(path));
        Assert.NotEqual(print, await File.ReadAllBytesAsync(Path.ChangeExtension(path, "pdf")));
        Assert.Empty(await clinic.Sql("SELECT 1 FROM intake.chart_packets"));
        Assert.Equal(2, Directory.EnumerateFiles(folder).Count());
    }

    [Fact]
    public async Task A_visit_booked_late_for_a_day_that_is_prepared_has_its_chart_at_once()
    {
        var patient = await clinic.Register(Person("Elena", "Rossi"));
        visits.Add(patient, At("2026-03-09"));
        await Prepare();
        var late = visits.Add(patient, At("2026-03-09").AddHours(2));
        var far = visits.Add(patient, At("2026-03-10"));
        clinic.Clock.Advance(TimeSpan.FromHours(12));

        await Booked(late);
        await Booked(far);

        Assert.Equal([2L, 1L], await clinic.Sql($"SELECT count(*) FROM intake.chart_packets UNION ALL SELECT count(*) FROM intake.chart_packets WHERE visit_id = '{late.Id}'"));
    }

    private static DateTimeOffset At(string day) => LocalTime.StartOf(Date(day), TestOrganization.Harbor).AddHours(10);

    private Task<DateOnly> Next(DateOnly today) => clinic.In((NextVisitDay next) => next.After(today, TestOrganization.Harbor, CancellationToken.None));

    private Task Prepare() => clinic.In((PrepareCharts prepare) => prepare.Run(new ChartsToPrepare(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));

    private Task Booked(VisitSummary visit) => clinic.In((OnVisitBookedLate late) => late.Run(new AppointmentBooked(visit.Id, visit.PatientId, visit.LocationId, null, null), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
}
