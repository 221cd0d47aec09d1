using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>Plans as the clinic keeps them.</summary>
public sealed class PlanTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly PlanSaid Gold = new("Gold HMO", PlanKinds.MedicareAdvantage, "", true, true, "Card says LM-G", true);

    private CoverageClinic made = null!;
    private Guid patient;
    private Guid payer;

    public async ValueTask InitializeAsync()
    {
        made = await CoverageClinic.Open(cluster);
        patient = await made.Insured();
        payer = await made.Clinic.In((IntakeDb db) => db.Payers.Select(p => p.Id).SingleAsync());
    }

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task A_plan_counts_before_its_payer_for_every_coverage_that_names_it_whatever_case_and_spaces()
    {
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET plan = 'gold  hmo'; UPDATE intake.payers SET needs_referral = false, in_network = false");
        var other = await made.Insured("Petr", "Dvorak", payer: "Aetna");
        await made.Clinic.Sql($"UPDATE intake.patient_coverages SET plan = 'Gold HMO' WHERE patient_id = '{other}'");
        var id = Guid.CreateVersion7();

        var added = Assert.IsType<PlanChange.Done>(await Save(id, null, Gold));
        Assert.Equal(1, added.Matched);
        Assert.Equal(added.VersionId, Assert.IsType<PlanChange.Done>(await Save(id, null, Gold)).VersionId);
        Assert.Equal("The payer has a plan of that name already: change that one.", Assert.IsType<PlanChange.NotUnderstood>(await Save(Guid.CreateVersion7(), null, Gold with { Name = "GOLDHMO" })).Why);
        Assert.Equal((id, null), ((await Of(" GOLD hmo "))?.Id, (await Of("Silver"))?.Id));

        // What was written stays as it was written; another payer's plan of that name is another plan.
        var paying = await Paying();
        Assert.Equal((id, "gold  hmo", true, true, PayerClass.Medicare, "Gold HMO"), (paying.Coverage!.PlanId, paying.Coverage.Plan, paying.NeedsReferral, paying.InNetwork, paying.Named!.Class, paying.Named.Plan));
        Assert.Equal("A referral is needed: the rule of the plan, Gold HMO.", paying.ReferralRule);
        Assert.Equal(1L, (await made.Clinic.Sql("SELECT count(*) FROM intake.patient_coverages WHERE plan_id IS NOT NULL"))[0]);

        // The plan says no where the payer says yes; where the plan says nothing, the payer does.
        await made.Clinic.Sql("UPDATE intake.payers SET needs_referral = true");
        var no = Assert.IsType<PlanChange.Done>(await Save(id, await Version(id), Gold with { NeedsReferral = false, Class = PayerKinds.Commercial }));
        Assert.Equal((false, PayerClass.Commercial, "No referral is needed: the rule of the plan, Gold HMO."), ((await Paying()).NeedsReferral, (await Paying()).Named!.Class, (await Paying()).ReferralRule));
        Assert.IsType<PlanChange.Done>(await Save(id, await Version(id), Gold with { NeedsReferral = null, InNetwork = null, IsActive = false }));
        Assert.Equal((true, false, "A referral is needed: the rule of the payer, Lake Mutual."), ((await Paying()).NeedsReferral, (await Paying()).InNetwork, (await Paying()).ReferralRule));

        // Undone step by step, the last first; who saw an older version changes nothing.
        Assert.IsType<PlanChange.ChangedMeanwhile>(await Undo(no.VersionId));
        Assert.IsType<PlanChange.ChangedMeanwhile>(await Save(id, 1, Gold));
        var last = (Guid)(await made.Clinic.Sql("SELECT id FROM intake.payer_plan_versions ORDER BY number DESC LIMIT 1"))[0]!;
        Assert.IsType<PlanChange.Done>(await Undo(last));
        Assert.False((await Paying()).NeedsReferral);
        Assert.IsType<PlanChange.ChangedMeanwhile>(await Undo(last));
    }

    [Fact]
    public async Task Another_plan_written_into_a_coverage_is_another_plan_and_one_that_is_taken_out_again_leaves_what_is_written()
    {
        var (gold, silver) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Save(gold, null, Gold);
        await Write("gold hmo");
        Assert.Equal(gold, (await Paying()).Coverage!.PlanId);
        await Write("Silver");
        Assert.Null((await Paying()).Coverage!.PlanId);

        var added = Assert.IsType<PlanChange.Done>(await Save(silver, null, Gold with { Name = "SILVER" }));
        Assert.Equal(silver, (await Paying()).Coverage!.PlanId);
        Assert.IsType<PlanChange.Done>(await Undo(added.VersionId));
        Assert.Equal((null, "Silver"), ((await Paying()).Coverage!.PlanId, (await Paying()).Coverage!.Plan));
        Assert.Equal([gold], await made.Clinic.Sql("SELECT id FROM intake.payer_plans"));

        // An import that writes another payer's card over it takes the plan along.
        await Write("Gold HMO");
        await made.Clinic.Edit(patient, new Intake.Patients.PatientDetails { Payer = "Aetna", MemberId = "W9" });
        Assert.Equal((null, ""), ((await Paying()).Coverage!.PlanId, (await Paying()).Coverage!.Plan));
    }

    [Fact]
    public async Task The_payers_word_for_the_plan_is_shown_and_a_difference_said()
    {
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET plan = 'Gold-HMO'");
        var visit = made.Visit(patient);
        var question = await made.Asked(visit);
        await made.Answer(question, "EB*1**30**GOLD HMO~EB*1**98**GOLD HMO~");
        var same = (await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None)))!.First;
        Assert.Equal(("GOLD HMO", null), (Assert.Single(same.PlansSaid), same.PlanDiffers));

        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await made.Answer(question, "EB*1**30**GOLD PPO~EB*6**35**GOLD HMO~");
        var other = (await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None)))!.First;
        Assert.Equal("The payer names the plan GOLD PPO; the coverage says Gold-HMO: see on the card which is right.", other.PlanDiffers);
        Assert.Equal("verified", other.Standing.Code);
    }

    private Task<PlanChange> Save(Guid id, uint? version, PlanSaid said) => made.Clinic.In((ChangePlans change) => change.Save(id, payer, version, said, CancellationToken.None));

    private Task<PlanChange?> Undo(Guid version) => made.Clinic.In((ChangePlans change) => change.Undo(version, CancellationToken.None));

    private Task<PayerPlan?> Of(string written) => made.Clinic.In((KnowPlans know) => know.Of(payer, written, CancellationToken.None));

    private Task<uint> Version(Guid id) => made.Clinic.In((IntakeDb db) => db.PayerPlans.Where(plan => plan.Id == id).Select(plan => plan.Version).SingleAsync());

    private async Task<PayingCoverage> Paying() => (await made.Clinic.In((VisitCoverages coverages) => coverages.Of(Guid.CreateVersion7(), patient, new DateOnly(2026, 3, 9), CancellationToken.None)))!;

    private async Task Write(string plan)
    {
        var known = await made.Clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Include(p => p.Coverages).SingleAsync(p => p.Id == patient));
        var said = CoverageSaid.Of(known.Coverages[0]) with { Plan = plan };
        Assert.IsType<CoverageChange.Done>(await made.Clinic.In((ChangeCoverages change) => change.Run(patient, known.Version, known.Coverages[0].Id, said, null, CancellationToken.None)));
        made.Clinic.Clock.Advance(TimeSpan.FromSeconds(1));
    }
}
