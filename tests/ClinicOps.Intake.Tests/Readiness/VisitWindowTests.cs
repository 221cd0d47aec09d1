using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tasks;
using ClinicOps.Intake.Tests.Authorizations;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Readiness;

/// <summary>On which days a visit is covered and authorized, in words and days.</summary>
public sealed class VisitWindowTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task An_authorization_of_the_order_limits_the_days_and_says_how_many_visits_are_left()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var (authorize, schedule) = (await house.AuthorizeTask(order), await house.AuthorizeTask(order, TaskKinds.Schedule));
        Assert.Empty((await Of(schedule))!.Limits);

        var id = await house.Start(task: authorize);
        Assert.Equal((WindowLimits.NotAuthorized, "The payer has not authorized it yet: no day is authorized."), await Only(schedule));
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));
        await house.Did(id, AuthorizationClinic.Approve(6));
        var first = house.Visits.Add(house.Patient);
        await house.Reserve(first.Id, id);
        var window = (await Of(schedule))!;
        Assert.Equal((WindowLimits.Authorization, "Authorized from 03/01/2026 to 05/31/2026, 5 of 6 visits left."), await Only(schedule));
        Assert.Equal((new DateOnly(2026, 3, 1), new DateOnly(2026, 5, 31), 5m), (window.From, window.Until, window.VisitsLeft));
        Assert.Empty(window.Beyond(new DateOnly(2026, 5, 31)));
        Assert.Equal("the authorization must be extended first", Assert.Single(window.Beyond(new DateOnly(2026, 6, 1))).Mend);

        for (var visit = 0; visit < 5; visit++)
        {
            await house.Reserve(house.Visits.Add(house.Patient).Id, id);
        }

        Assert.Equal((WindowLimits.UsedUp, "Nothing is left of the authorization: all 6 visits are held or used."), await Only(schedule));
        Assert.Equal(0, (await Of(schedule))!.VisitsLeft);

        // By the chain of work too, which a later visit of a series has; and nothing of another chain.
        Assert.Equal(0, (await Window(house.Patient, null, order.CareThreadId))!.VisitsLeft);
        Assert.Null((await Window(house.Patient, null, Guid.CreateVersion7()))!.VisitsLeft);
        Assert.Null(await Window(Guid.CreateVersion7(), null, null));

        // Of a payer that pays after the first it is a limit of its own, and counts for the first no more.
        foreach (var (rank, payer) in new[] { (1, "Lake Mutual"), (2, AuthorizationClinic.Payer) })
        {
            await house.Clinic.Insert("intake.patient_coverages", ("id", Guid.CreateVersion7()), ("patient_id", house.Patient), ("payer", payer), ("member_id", $"M{rank}"), ("member_key", $"M{rank}"), ("rank", rank));
        }

        Assert.Equal((WindowLimits.UsedUp, "Of the second coverage, Ohio Medicaid: Nothing is left of the authorization: all 6 visits are held or used."), await Only(schedule));
        Assert.Null((await Of(schedule))!.VisitsLeft);
    }

    [Fact]
    public async Task Units_that_are_no_visits_count_no_visits_and_a_closed_record_says_nothing()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        await house.Approved(500, UnitBasis.Mg, task: await house.AuthorizeTask(order));
        Assert.Null((await Of(schedule))!.VisitsLeft);
        Assert.Equal("Authorized from 03/01/2026 to 05/31/2026, 500 of 500 mg left.", (await Only(schedule)).Words);

        await house.Clinic.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{house.Patient}'");
        await using var scope = house.Clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        Assert.Null(await scope.ServiceProvider.GetRequiredService<IVisitWindows>().Of(house.Patient, TestOrganization.Harbor.Id, schedule.Id, null));
    }

    [Theory]
    [InlineData("", null, null, null)]
    [InlineData("-", null, null, null)]
    [InlineData("2026-01-01/2026-03-31", null, "2026-03-31", "Covered until 03/31/2026.")]
    [InlineData("2026-01-01/2026-03-31 2026-04-01/", null, null, null)]
    [InlineData("2026-01-01/2026-03-31 2026-04-02/", null, "2026-03-31", "Covered until 03/31/2026.")]
    [InlineData("2026-04-01/2026-12-31", "2026-04-01", "2026-12-31", "Covered from 04/01/2026 to 12/31/2026.")]
    [InlineData("/2026-02-28", null, "2026-02-28", "The coverage ended on 02/28/2026.")]
    [InlineData("/2026-02-28 2026-03-10/", "2026-03-10", null, "Covered from 03/10/2026.")]
    public void Coverages_limit_to_the_days_on_end_on_which_one_is_valid(string coverages, string? from, string? until, string? words)
    {
        var all = coverages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(span => span.Trim('-').Split('/')).Select(days => new PatientCoverage
        {
            Id = Guid.CreateVersion7(),
            Payer = "Aetna",
            MemberId = "1",
            MemberKey = "1",
            ValidFrom = Day(days[0]),
            ValidTo = Day(days.Length > 1 ? days[1] : ""),
        }).ToList();

        var limit = VisitWindows.OfCoverages(all, new DateOnly(2026, 3, 2));

        Assert.Equal((Day(from), Day(until), words), (limit?.From, limit?.Until, limit?.Words));
        static DateOnly? Day(string? iso) => string.IsNullOrEmpty(iso) ? null : IntakeClinic.Date(iso);
    }

    private Task<VisitWindow?> Window(Guid patient, Guid? task, Guid? thread) => house.Clinic.In((IVisitWindows windows) => windows.Of(patient, TestOrganization.Harbor.Id, task, thread));

    private Task<VisitWindow?> Of(StaffTask task) => Window(house.Patient, task.Id, null);

    private async Task<(string Code, string Words)> Only(StaffTask task) => Assert.Single((await Of(task))!.Limits) is var limit ? (limit.Code, limit.Words) : default;
}
