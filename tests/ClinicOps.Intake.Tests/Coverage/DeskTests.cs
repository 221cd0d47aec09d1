using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

public sealed class DeskTests(TestCluster cluster) : IAsyncLifetime
{
    private CoverageClinic made = null!;

    public async ValueTask InitializeAsync() => made = await CoverageClinic.Open(cluster);

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task What_is_pressing_stands_first_in_its_day()
    {
        var fine = made.Visit(await made.Insured("Jana", "Novak"), "2026-03-03");
        await made.Answer(await made.Asked(fine), "EB*1**30~");
        var ended = made.Visit(await made.Insured("Jana", "Novakova", memberId: "M100"), "2026-03-03");
        await made.Answer(await made.Asked(ended), "EB*6**30~");
        made.Visit(await made.Insured("Petr", "Dvorak"), "2026-03-03");
        made.Visit(await made.Clinic.Register(IntakeClinic.Person("Ella", "Roy")), "2026-03-04");
        var asked = made.Visit(await made.Insured("Ota", "Kral"), "2026-03-03");
        await made.Ask(asked);
        var other = made.Visit(await made.Insured("Eva", "Mala", born: "1991-05-05"), "2026-03-03");
        await made.Answer(await made.Asked(other), "EB*1**30~");
        made.Visit(await made.Insured("Ivo", "Dlouhy"), "2026-03-20");

        var rows = await made.Clinic.In((LoadDesk desk) => desk.Run(CancellationToken.None));

        Assert.Equal(
            ["Jana Novakova not-active", "Petr Dvorak not-asked", "Eva Mala differs", "Ota Kral waiting", "Jana Novak verified", "Ella Roy none"],
            rows.Select(row => $"{row.Patient.FullName} {row.Standing.Code}"));
        Assert.Equal("The payer has the last name NOVAK. The payer has the first name JANA. The payer has the birth date 01/02/1980.", rows[2].Standing.Why);
    }

    [Fact]
    public async Task A_visits_page_says_the_answer_in_sections_and_what_changed()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        await made.Answer(question, "EB*1**30~EB*B**98***27*20*****Y~EB*C*IND*30***29*400*****Y~");
        made.Clinic.Clock.Advance(TimeSpan.FromDays(1));
        await made.Answer(question, "EB*1**30~EB*A**98****.2****Y~EB*B**98***27*25*****Y~EB*L~NM1*P3*1*ROY*ELLA~");

        var shown = await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None));

        Assert.Equal(["Active or not", "Co-payment", "Co-insurance", "Primary care provider"], shown!.Sections().Select(section => section.Heading));
        Assert.Equal(("Primary care provider with the payer: ELLA ROY.", "What is left of the deductible is not said."), (shown.Pcp, shown.DeductibleLeft));
        Assert.Contains("Co-payment, physician's visit in the office, a visit, in network: was $20.00 a visit in network, is $25.00 a visit in network.", shown.Changed);
        Assert.Equal("verified", shown.Standing.Code);
    }

    [Fact]
    public async Task Everybody_whom_a_benefit_names_is_kept_and_said_and_the_primary_care_provider_found_among_them()
    {
        var visit = made.Visit(await made.Insured());
        await made.Answer(
            await made.Asked(visit),
            "EB*1**30~EB*L~LS*2120~NM1*PR*2*LAKE MUTUAL~PER*IC**TE*8005550100~NM1*P3*1*ROY*ELLA****XX*2999999984~PER*IC**TE*4195550144~NM1*P5*2*ACME MILLS~NM1*GP*2*LAKE GATEWAY~NM1*2B*2*TPA ONE~LE*2120~"
            + "EB*R**30*MA~NM1*IL*1*NOVAK*JANA~NM1*GP*2*LAKE GATEWAY~NM1*SEP*2*MEDICARE PART B~");

        var shown = (await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None)))!;
        Assert.Equal("Primary care provider with the payer: ELLA ROY, phone 4195550144.", shown.Pcp);
        Assert.Equal(
            ["payer: LAKE MUTUAL 8005550100, primary care provider: ELLA ROY 4195550144, plan sponsor: ACME MILLS, gateway provider: LAKE GATEWAY, third-party administrator: TPA ONE"],
            shown.Benefits.Where(benefit => benefit.Info == "L").Select(BenefitWords.Rest));

        // Of another payer's loop the payer is one, and neither the insured nor the gateway.
        Assert.Equal(["Another payer: MEDICARE PART B (secondary payer)"], await made.Clinic.Sql("SELECT title FROM intake.tasks WHERE title LIKE 'Another payer%'"));
    }

    [Fact]
    public async Task A_second_coverage_is_added_ranked_and_dated_and_the_history_says_so()
    {
        var patient = await made.Insured();
        var (id, said) = (Guid.CreateVersion7(), new CoverageSaid("Aetna", "Silver", "W1", "", 2, new DateOnly(2026, 1, 1), null, "spouse", "Petr", "Novak", new DateOnly(1979, 3, 4)));
        var version = await Version(patient);
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<CoverageChange.Done>(await Change(version, id, said));
        Assert.IsType<CoverageChange.Done>(await Change(version, id, said));
        Assert.IsType<CoverageChange.ChangedMeanwhile>(await Change(version, Guid.CreateVersion7(), said with { Rank = 3 }));
        Assert.Equal("It ends before it begins.", Assert.IsType<CoverageChange.NotUnderstood>(await Change(await Version(patient), id, said with { ValidTo = new DateOnly(2025, 1, 1) })).Why);

        Assert.Equal(["Lake Mutual", "Aetna"], await made.Clinic.Sql("SELECT payer FROM intake.patient_coverages WHERE payer_id IS NOT NULL ORDER BY rank"));
        Assert.Equal(["second, Aetna, Silver, W1, from 01/01/2026, spouse of, Petr Novak"], await made.Clinic.Sql("SELECT new FROM intake.patient_changes WHERE field = 'coverage'"));
        Assert.IsType<CoverageChange.Done>(await Change(await Version(patient), id, null));
        Assert.Equal(1L, (await made.Clinic.Sql("SELECT count(*) FROM intake.patient_coverages"))[0]);

        Task<CoverageChange> Change(uint known, Guid coverage, CoverageSaid? what) => made.Clinic.In((ChangeCoverages change) => change.Run(patient, known, coverage, what, null, CancellationToken.None));
    }

    [Fact]
    public async Task Who_pays_for_a_visit_is_said_once_and_who_is_overtaken_is_told()
    {
        var patient = await made.Insured();
        var visit = made.Visit(patient);
        var said = new PayerCaseSaid(CaseKinds.WorkersCompensation, null, "WC-9", "Kim (207) 555-0100", null, "", "");

        Assert.Equal("Write the claim number: without it nobody pays.", Assert.IsType<PayerCaseSet.NotUnderstood>(await Set(0, said with { ClaimNumber = "" })).Why);
        Assert.IsType<PayerCaseSet.Done>(await Set(0, said));
        Assert.IsType<PayerCaseSet.ChangedMeanwhile>(await Set(0, said with { ClaimNumber = "WC-10" }));

        Assert.IsType<CoPayAnswer.NothingOwed>(await made.CoPay(visit));
        Assert.Equal("Workers' compensation pays for this visit: ask the adjuster, not the health plan.", Assert.IsType<CoverageAsked.CannotBe>(await made.Ask(visit)).Why);

        Task<PayerCaseSet> Set(uint version, PayerCaseSaid what) => made.Clinic.In((SetPayerCase set) => set.Run(visit, patient, patient, version, what, CancellationToken.None));
    }

    [Fact]
    public async Task A_payer_without_an_id_or_verified_by_hand_is_not_asked_and_the_reason_says_what_to_do()
    {
        var visit = made.Visit(await made.Insured());
        await made.Clinic.Sql("UPDATE intake.payers SET electronic_id = ''");
        Assert.Equal("Lake Mutual has no payer id yet: write it on the page of payers, as the clearinghouse lists it.", Assert.IsType<CoverageAsked.CannotBe>(await made.Ask(visit)).Why);

        var payer = await made.Clinic.In((IntakeDb db) => db.Payers.AsNoTracking().SingleAsync());
        var said = new PayerSaid(PayerKinds.Commercial, "LAKE1", VerifyWays.Portal, "lake.example.com", true, true);
        Assert.IsType<PayerChange.Done>(await made.Clinic.In((ChangePayer change) => change.Run(payer.Id, payer.Version, said, CancellationToken.None)));
        Assert.IsType<PayerChange.ChangedMeanwhile>(await made.Clinic.In((ChangePayer change) => change.Run(payer.Id, payer.Version, said, CancellationToken.None)));
        Assert.Equal("Lake Mutual is verified on its portal: do that, and record what was said.", Assert.IsType<CoverageAsked.CannotBe>(await made.Ask(visit)).Why);
    }

    private Task<uint> Version(Guid patient) => made.Clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => p.Version).SingleAsync());
}
