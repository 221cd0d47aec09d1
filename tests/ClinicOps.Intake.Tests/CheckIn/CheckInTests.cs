using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tests.Ledger;
using ClinicOps.Intake.Tests.Readiness;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;
using static ClinicOps.Intake.Tests.Ledger.LedgerClinic;

namespace ClinicOps.Intake.Tests.CheckIn;

public sealed class CheckInTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Drawn = "[[[10,20],[30,40],[60,20],[90,50],[120,20]],[[10,90],[200,95]]]";

    private readonly StandingVisits visits = new();
    private TestClinic clinic = null!;
    private Guid elena;
    private VisitSummary visit = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IVisits>(visits).AddSingleton<IWaitingResults, StandingResults>().AddSingleton<IChartContents, NoPapers>().AddSingleton<IAppointmentRequests>(visits));
        elena = await clinic.Register(Person("Elena", "Rossi") with { Phone = "(207) 555-0142", AddressLine = "4 Elm Street", City = "Portland", State = "ME", Zip = "04101" });
        visit = visits.Add(elena, clinic.Clock.GetUtcNow().AddHours(1));
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Steps_are_taken_once_and_whoever_is_checked_in_is_told_of_once()
    {
        Assert.Equal(["identity", "card", "address", "arrived"], await Taken(CheckInSteps.Usual));
        Assert.Empty(await Taken(CheckInSteps.Usual));
        Assert.Equal(["checked-in"], await Taken([CheckInSteps.CheckedIn]));
        Assert.Empty(await Taken([CheckInSteps.CheckedIn]));

        Assert.Equal([5L], await clinic.Sql("SELECT count(*) FROM intake.check_in_events WHERE NOT is_undo"));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'check-in.step'"));
    }

    [Fact]
    public async Task Of_many_who_take_a_step_at_once_one_does()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Step([CheckInSteps.Arrived])));

        Assert.Single(taken, one => one is CheckInStep.Taken { Steps.Count: 1 });
        Assert.All(taken, one => Assert.IsType<CheckInStep.Taken>(one));
    }

    [Fact]
    public async Task The_way_goes_in_order_both_ways()
    {
        Assert.Equal(new CheckInStep.EarlierMissing("arrived"), await Step([CheckInSteps.CheckedIn]));
        Assert.Equal(new CheckInStep.EarlierMissing("checked-in"), await Step([CheckInSteps.Arrived, CheckInSteps.Roomed]));
        await Taken([.. CheckInSteps.Usual, CheckInSteps.CheckedIn, CheckInSteps.Roomed]);

        Assert.Equal(new CheckInStep.LaterStands("checked-in"), await Step([CheckInSteps.Arrived], undo: true));
        Assert.Equal(["roomed"], await Taken([CheckInSteps.Roomed], undo: true));
        Assert.Equal(["card"], await Taken([CheckInSteps.Card], undo: true));
        var row = (await Desk())!;
        Assert.Equal((true, false, "checked-in"), (row.Steps!.IdentityAt is not null, row.Steps.CardAt is not null, CheckInSteps.Reached(row.Steps)));
    }

    [Fact]
    public async Task A_cancelled_visit_and_one_out_of_sight_are_not_checked_in()
    {
        var cancelled = visits.Add(elena, clinic.Clock.GetUtcNow(), VisitStates.Cancelled);
        Assert.IsType<CheckInStep.Cancelled>(await Step([CheckInSteps.Arrived], of: cancelled.Id));
        Assert.IsType<CheckInStep.Unknown>(await Step([CheckInSteps.Arrived], of: Guid.NewGuid()));
        Assert.IsType<CheckInStep.Unknown>(await AsUser(TestOrganization.Mesa.Id, (StepCheckIn step) => step.Run(visit.Id, [CheckInSteps.Arrived], undo: false, CancellationToken.None)));
        await clinic.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{elena}'");
        Assert.IsType<CheckInStep.Unknown>(await AsUser(TestOrganization.Harbor.Id, (StepCheckIn step) => step.Run(visit.Id, [CheckInSteps.Arrived], undo: false, CancellationToken.None)));
        Assert.Null(await AsUser(TestOrganization.Harbor.Id, (LoadCheckIns load) => load.Find(visit.Id, CancellationToken.None)));
    }

    [Fact]
    public async Task A_form_is_signed_once_holds_for_its_time_and_is_withdrawn()
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<FormSigned.Kept>(await Sign(id, "treatment", Drawn));
        Assert.IsType<FormSigned.Kept>(await Sign(id, "treatment", Drawn));
        Assert.Equal(2, (await Desk())!.FormsToSign);

        var nextYear = visits.Add(elena, clinic.Clock.GetUtcNow().AddDays(400));
        Assert.Equal(3, (await clinic.In((LoadCheckIns load) => load.Find(nextYear.Id, CancellationToken.None)))!.FormsToSign);
        Assert.True(await clinic.In((SignForm sign) => sign.Withdraw(id, visit.Id, CancellationToken.None)));
        Assert.False(await clinic.In((SignForm sign) => sign.Withdraw(id, visit.Id, CancellationToken.None)));
        Assert.Equal(3, (await Desk())!.FormsToSign);
        await clinic.In(async (IntakeDb db) => Assert.Equal("Consent to treatment", (await db.SignedForms.SingleAsync()).Title));
    }

    [Fact]
    public async Task For_a_minor_signs_who_may_consent_and_anybody_else_with_the_reason()
    {
        var child = await clinic.Register(Person("Mia", "Rossi", "2015-06-20"));
        var (mother, aunt) = (await Relate(child, "Rosa Rossi", "parent", mayConsent: true), await Relate(child, "Ida Rossi", "other", mayConsent: false));
        var stranger = await Relate(elena, "Ugo Rossi", "parent", mayConsent: true);
        var of = visits.Add(child, clinic.Clock.GetUtcNow().AddHours(1));
        Task<FormSigned> Signed(Signer signer) => clinic.In((SignForm sign) => sign.Run(Guid.CreateVersion7(), of.Id, "treatment", signer, Drawn, CancellationToken.None));

        Assert.Contains("a minor", Assert.IsType<FormSigned.NotUnderstood>(await Signed(new Signer("Mia Rossi"))).Why, StringComparison.Ordinal);
        Assert.IsType<FormSigned.NotUnderstood>(await Signed(new Signer("", aunt)));
        Assert.IsType<FormSigned.NotUnderstood>(await Signed(new Signer("", stranger)));
        Assert.IsType<FormSigned.Kept>(await Signed(new Signer("", mother)));
        Assert.IsType<FormSigned.Kept>(await Signed(new Signer("Ida Rossi", Why: "The mother said so by phone")));

        var kept = await clinic.In((IntakeDb db) => db.SignedForms.AsNoTracking().OrderBy(form => form.Why).ToListAsync());
        Assert.Equal([("Rosa Rossi (parent)", (Guid?)mother, ""), ("Ida Rossi", (Guid?)null, "The mother said so by phone")], kept.Select(form => (form.SignedBy, form.PersonId, form.Why)));
        await clinic.Sql($"UPDATE intake.related_people SET ended_at = now() WHERE id = '{mother}'");
        Assert.IsType<FormSigned.NotUnderstood>(await Signed(new Signer("", mother)));
    }

    [Fact]
    public async Task The_card_to_be_seen_is_that_of_the_coverage_that_pays_for_the_visit()
    {
        Assert.Equal("No insurance on record: ask for the card", (await Desk())!.Card);
        await Cover("Old Plan", "OLD-1", 1, validTo: visit.StartsAt.AddDays(-30));
        Assert.Equal("No coverage on record is valid on the day of this visit: ask for the new card", (await Desk())!.Card);
        var second = await Cover("Second Plan", "SEC-2", 3);
        await Cover("New Plan", "NEW-3", 2);
        Assert.StartsWith("New Plan, NEW-3", (await Desk())!.Card, StringComparison.Ordinal);

        await clinic.Insert("intake.visit_payer_cases", ("visit_id", visit.Id), ("patient_id", elena), ("kind", "health-plan"), ("coverage_id", second));
        Assert.StartsWith("Second Plan, SEC-2", (await Desk())!.Card, StringComparison.Ordinal);
        await clinic.Sql("UPDATE intake.visit_payer_cases SET kind = 'self-pay'");
        Assert.Equal("The patient pays: no card", (await Desk())!.Card);
    }

    [Fact]
    public async Task A_merged_records_confidential_address_is_what_the_desk_asks_about_and_no_payer_is_told()
    {
        var merged = await clinic.Register(Person("Elena", "Rossi"));
        await clinic.Sql($"UPDATE intake.patients SET confidential_address = 'PO Box 9', merged_into_id = '{elena}' WHERE id = '{merged}'");

        var row = (await Desk())!;

        Assert.Equal(("PO Box 9", true), (row.Who.Address, row.Who.IsAddressConfidential));
        Assert.Equal("4 Elm Street, Portland, ME 04101", ShownAddress.Registered(row.Patient));
        Assert.DoesNotContain("PO Box 9", ShownAddress.OnPaper(row.Patient, row.Readiness.Day), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[[[1,1]]]")] // a dot
    [InlineData("[[[1,1],[2,2],[3,3],[4,4],[601,5]]]")] // outside the field
    [InlineData("[[[1,1,1],[2,2],[3,3],[4,4],[5,5]]]")]
    [InlineData("{\"a\":1}")]
    [InlineData("[null]")]
    public async Task What_is_no_signature_is_not_kept(string drawn)
    {
        Assert.Contains("Sign in the field", Assert.IsType<FormSigned.NotUnderstood>(await Sign(Guid.CreateVersion7(), "treatment", drawn)).Why, StringComparison.Ordinal);
        Assert.Equal(3, (await Desk())!.FormsToSign);
    }

    [Fact]
    public async Task The_line_of_a_visit_says_what_is_owed_and_why_it_is_not_ready()
    {
        var row = Assert.Single(await clinic.In((LoadCheckIns load) => load.Today(TestOrganization.Harbor, CancellationToken.None)));
        Assert.Equal((null, "No coverage is registered: ask the patient for the card."), (row.CoPayDue, row.Evidence));
        Assert.Equal((Light.Red, "no coverage is registered: ask the patient for the card; 3 forms are to be signed"), (row.Readiness.Light, string.Join("; ", row.Readiness.Reasons.Select(reason => reason.Words))));

        await clinic.Charge(elena, visit.Id, 3000);
        await clinic.Charge(elena, Guid.CreateVersion7(), 2000);
        await Sign(Guid.CreateVersion7(), "treatment", Drawn);
        await Sign(Guid.CreateVersion7(), "privacy", Drawn);
        await Sign(Guid.CreateVersion7(), "financial", Drawn);

        row = (await Desk())!;
        Assert.Equal((3000L, 2000L, 5000L, "Card: office visit"), (row.CoPayDue, row.OwedBesides, row.Account.Balance, row.Evidence));
        Assert.Equal([ReadinessSubjects.Coverage], row.Readiness.Reasons.Select(reason => reason.Subject));
        Assert.Equal((1, 0), await clinic.In((LoadCheckIns load) => load.Counts(TestOrganization.Harbor, CancellationToken.None)));
    }

    /// <summary>What coverage says is behind the co-pay only while it is what coverage says.</summary>
    [Theory]
    [InlineData("30.00", "Plan says so", true)]
    [InlineData("25.00", "Plan says so", false)]
    [InlineData("30.00", "The card says so", false)]
    public async Task The_benefit_stands_behind_a_co_pay_that_is_the_benefits_own(string coPay, string evidence, bool stands)
    {
        var benefit = Guid.CreateVersion7();
        var row = (await Desk())!;
        var form = new PaymentForm { EntryId = Guid.CreateVersion7(), ChargeId = Guid.CreateVersion7(), SessionId = Guid.CreateVersion7(), CoPay = coPay, Evidence = evidence, Amount = coPay };

        var taking = form.Taking(row, new CoPayAnswer.Owed(3000, "Plan says so", benefit, default), visit.StartsAt);

        Assert.Equal(stands ? benefit : null, taking!.Charge!.BenefitId);
    }

    private Task<Guid> Relate(Guid patient, string name, string relation, bool mayConsent) =>
        clinic.Insert("intake.related_people", ("patient_id", patient), ("name", name), ("relation", relation), ("may_consent", mayConsent));

    private async Task<Guid> Cover(string payer, string member, int rank, DateTimeOffset? validTo = null)
    {
        var id = await clinic.Insert("intake.patient_coverages", ("patient_id", elena), ("payer", payer), ("member_id", member), ("rank", rank));
        await clinic.Sql($"UPDATE intake.patient_coverages SET valid_from = NULL, valid_to = {(validTo is { } last ? $"'{last:yyyy-MM-dd}'" : "NULL")} WHERE id = '{id}'");
        return id;
    }

    private Task<DeskVisit?> Desk() => clinic.In((LoadCheckIns load) => load.Find(visit.Id, CancellationToken.None));

    private Task<FormSigned> Sign(Guid id, string code, string drawn) => clinic.In((SignForm sign) => sign.Run(id, visit.Id, code, new Signer("Elena Rossi"), drawn, CancellationToken.None));

    private Task<CheckInStep> Step(IReadOnlyList<string> steps, bool undo = false, Guid? of = null) => clinic.In((StepCheckIn step) => step.Run(of ?? visit.Id, steps, undo, CancellationToken.None));

    private async Task<IReadOnlyList<string>> Taken(IReadOnlyList<string> steps, bool undo = false) => Assert.IsType<CheckInStep.Taken>(await Step(steps, undo)).Steps;

    private async Task<TResult> AsUser<T, TResult>(Guid location, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.NewGuid(), [location]);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
