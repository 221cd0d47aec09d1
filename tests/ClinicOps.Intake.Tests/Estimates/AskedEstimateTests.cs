using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Tests.Coverage;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Estimates;

/// <summary>What somebody asks the cost of before a visit is booked.</summary>
public sealed class AskedEstimateTests(TestCluster cluster)
{
    private static readonly EstimateContent Content = new([new EstimateLine("G0463", "Office visit", 1, 12_500)], [], "Ella Roy MD", "", new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), "");

    [Fact]
    public async Task An_estimate_given_before_is_taken_over_with_its_paper_by_the_visit_that_is_booked_for_who_pays_themselves()
    {
        await using var made = await CoverageClinic.Open(cluster, services => services.AddSingleton<IVisitTypes, TwoTypes>());
        var (patient, insured) = (await made.Clinic.Register(IntakeClinic.Person("Elena", "Rossi")), await made.Insured());
        Assert.IsType<EstimateAsked.NotUnderstood>(await Ask(patient, "retired"));
        Assert.IsType<EstimateAsked.NotUnderstood>(await Ask(patient, "new-patient", new DateOnly(2026, 2, 1)));
        var (later, asked) = (await Asked(patient, "2026-05-09"), await Asked(patient, "2026-03-12"));
        foreach (var one in new[] { later, asked })
        {
            Assert.Equal(new EstimateMade.Done(1, WasSo: false), await Make(one, 0, Content));
        }

        Assert.Equal(new EstimateMade.Done(2, WasSo: false), await Make(asked, 1, Content with { Note = "With the talk before" }));
        Assert.IsType<EstimateGiven.Done>(await made.Clinic.In((GiveEstimate give) => give.Run(Guid.CreateVersion7(), asked, 2, new DateOnly(2026, 3, 2), "in-person", "", CancellationToken.None, AskForEstimate.Record)));

        // Another type takes nothing; of two that fit, the visit takes that for the nearest day, once, with every version and when it was given.
        var (other, visit) = (made.Visit(patient), made.Visit(patient));
        made.Change(other, of => of with { VisitTypeCode = "follow-up" });
        made.Change(visit, of => of with { VisitTypeCode = "new-patient" });
        await Booked(other);
        await Booked(visit);
        await Booked(visit);
        Assert.Equal(["1 False", "2 True"], await made.Clinic.Sql(
            $"SELECT e.number || ' ' || CASE WHEN EXISTS (SELECT 1 FROM intake.estimate_givings g WHERE g.estimate_id = e.id) THEN 'True' ELSE 'False' END FROM intake.estimates e WHERE visit_id = '{visit}' ORDER BY number"));
        Assert.Equal(
            await made.Clinic.Sql($"SELECT pdf_hash FROM intake.estimates WHERE visit_id = '{asked}' ORDER BY number"), await made.Clinic.Sql($"SELECT pdf_hash FROM intake.estimates WHERE visit_id = '{visit}' ORDER BY number"));
        var owed = Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit));
        Assert.Equal((12_500, "Good-faith estimate no. 2 of 03/02/2026, handed over on 03/02/2026: $125.00."), (owed.Cents, owed.Evidence));
        Assert.Equal([visit], (await made.Clinic.Sql("SELECT visit_id FROM intake.asked_estimates WHERE settled_at IS NOT NULL")).Cast<Guid>());
        Assert.IsType<EstimateMade.Unknown>(await Make(asked, 2, Content));

        // Where a plan pays, a machine takes nothing over; a person does once it is said that the patient pays.
        var shopper = await Asked(insured, "2026-03-12");
        await Make(shopper, 0, Content);
        var covered = made.Visit(insured);
        made.Change(covered, of => of with { VisitTypeCode = "new-patient" });
        await Booked(covered);
        Assert.False(await ByHand(shopper, covered));
        Assert.Empty(await made.Clinic.Sql($"SELECT 1 FROM intake.estimates WHERE visit_id = '{covered}'"));
        Assert.IsType<PayerCaseSet.Done>(await made.Clinic.In((SetPayerCase set) => set.Run(covered, insured, insured, 0, new PayerCaseSaid(CaseKinds.SelfPay, null, "", "", "", ""), CancellationToken.None)));
        Assert.False(await ByHand(later, covered));
        Assert.True(await ByHand(shopper, covered));
        Assert.Equal(12_500, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(covered)).Cents);

        // What nobody wants any more no visit takes.
        Assert.True(await made.Clinic.In((AskForEstimate ask) => ask.Drop(later, CancellationToken.None)));
        var next = made.Visit(patient, "2026-05-09");
        made.Change(next, of => of with { VisitTypeCode = "new-patient" });
        await Booked(next);
        Assert.Empty(await made.Clinic.Sql($"SELECT 1 FROM intake.estimates WHERE visit_id = '{next}'"));

        Task<EstimateAsked> Ask(Guid of, string type, DateOnly? day = null) => made.Clinic.In((AskForEstimate ask) => ask.Run(Guid.CreateVersion7(), of, TestOrganization.Harbor.Id, type, day ?? new DateOnly(2026, 3, 9), CancellationToken.None));

        async Task<Guid> Asked(Guid of, string day) => Assert.IsType<EstimateAsked.Done>(await Ask(of, "new-patient", IntakeClinic.Date(day))).AskedId;

        Task<EstimateMade> Make(Guid of, int after, EstimateContent what) => made.Clinic.In((MakeEstimate make) => make.Asked(Guid.CreateVersion7(), of, after, what, CancellationToken.None));

        Task Booked(Guid of) => made.Clinic.In((TakeOverEstimate take) => take.Run(new AppointmentBooked(of, patient, TestOrganization.Harbor.Id, null, null), new JobMessage(Guid.CreateVersion7(), "intake.take-over-estimate"), CancellationToken.None));

        Task<bool> ByHand(Guid of, Guid by) => made.Clinic.In((TakeOverEstimate take) => take.ByHand(of, by, CancellationToken.None));
    }

    private sealed class TwoTypes : IVisitTypes
    {
        public Task<IReadOnlyList<KnownVisitType>> All(CancellationToken stopping = default) =>
            Task.FromResult<IReadOnlyList<KnownVisitType>>([new("new-patient", "New patient", false), new("follow-up", "Follow-up", false), new("retired", "Old", true)]);
    }
}
