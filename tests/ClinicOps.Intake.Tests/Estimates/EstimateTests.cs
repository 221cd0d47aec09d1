using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Tests.Coverage;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Intake.Tests.Estimates;

public sealed class EstimateTests(TestCluster cluster)
{
    [Fact]
    public async Task An_estimate_of_lines_out_of_the_fees_is_a_paper_that_stays_and_what_a_self_pay_visit_owes()
    {
        await using var made = await CoverageClinic.Open(cluster);
        var patient = await made.Clinic.Register(IntakeClinic.Person("Elena", "Rossi", "1990-06-20") with { AddressLine = "12 Elm St", City = "Portland", State = "ME", Zip = "04101" });
        var visit = made.Visit(patient);
        var fees = CodesFile.Read(new StringReader("Code,Description,Cents\nG0463,Office visit,12500\n73721,MRI of the knee,90000\nwrong,Nothing,1\nG0444,Screening,1.50"), areFees: true);
        Assert.Equal(["line 4: its code has not the form of one.", "line 5: its charge is no amount, like 120.00, or 12000 in the column cents."], fees.BadRows.Select(row => $"line {row.Line}: {row.Why}"));
        await made.Clinic.In((ImportCodes import) => import.Run(fees, CancellationToken.None));

        // Codes alone: the fees say what they are and what they cost; a line may say otherwise.
        var known = await made.Clinic.In((IntakeDb db) => db.MedicalCodes.AsNoTracking().ToDictionaryAsync(code => code.Code));
        var form = new EstimateForm
        {
            Lines = [new() { Code = "g0463" }, new(), new() { Code = "73721", Quantity = "2", Each = "800.00" }],
            Diagnoses = "M25.561",
            Provider = "Ella Roy MD",
            ProviderNpi = "2999999990",
            From = new DateOnly(2026, 3, 9),
            To = new DateOnly(2026, 3, 9),
        };
        var content = form.Content(known)!;
        Assert.Equal([new("G0463", "Office visit", 1, 12_500), new("73721", "MRI of the knee", 2, 80_000)], content.Lines);
        Assert.Null(new EstimateForm { Lines = [new() { Code = "99999" }], From = form.From, To = form.To }.Content(known));

        // What a hospital charges fits on a line; more than a claim has room for is said to be too much.
        var dear = new EstimateForm { Lines = [new() { Code = "73721", Each = "$999,999.99" }], From = form.From, To = form.To };
        Assert.Equal(99_999_999, Assert.Single(dear.Content(known)!.Lines).Cents);
        dear.Lines[0].Each = "1000000";
        Assert.Null(dear.Content(known));
        Assert.Equal(["73721: A charge is $999,999.99 at most."], dear.Problems);

        // Whoever is insured is not given one: who pays is said first.
        var insured = made.Visit(await made.Insured());
        Assert.IsType<EstimateMade.NotUnderstood>(await Make(insured, 0, content));
        Assert.Empty(await made.Clinic.Sql("SELECT 1 FROM intake.estimates"));
        Assert.IsType<PayerCaseSet.Done>(await made.Clinic.In((SetPayerCase set) => set.Run(visit, patient, patient, 0, new PayerCaseSaid(CaseKinds.SelfPay, null, "", "", "", ""), CancellationToken.None)));
        Assert.True(Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).NeedsEstimate);

        var id = Guid.CreateVersion7();
        Assert.Equal(new EstimateMade.Done(1, WasSo: false), await Make(visit, 0, content, id));
        Assert.Equal(new EstimateMade.Done(1, WasSo: true), await Make(visit, 0, content, id));
        Assert.Equal(new EstimateMade.Done(1, WasSo: true), await Make(visit, 1, content));
        var owed = Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit));
        Assert.Equal((172_500, "Good-faith estimate no. 1 of 03/02/2026, not given to the patient yet: $1,725.00.", null), (owed.Cents, owed.Evidence, owed.BenefitId));
        var first = await Pdf(1);
        using (var paper = PdfDocument.Open(first))
        {
            var words = Bare(string.Concat(paper.GetPages().Select(page => page.Text)));
            Assert.All(
                [
                    "Elena Rossi", "06/20/1990", "Two Rivers Clinic", "Ella Roy MD, NPI 2999999990", "03/09/2026", "M25.561", "G0463 Office visit 1 $125.00 $125.00", "73721 MRI of the knee 2 $800.00 $1,600.00", "$1,725.00",
                    "This is an estimate and not a bill.", "Made on 03/02/2026", "Holds until 03/02/2027", "You may dispute a bill that is at least $400 higher than this estimate", "within 120 days",
                ],
                said => Assert.Contains(Bare(said), words, StringComparison.Ordinal));
        }

        // Given, on a day that can be: the desk sees it.
        Assert.IsType<EstimateGiven.NotUnderstood>(await Give(1, new DateOnly(2026, 3, 3)));
        Assert.IsType<EstimateGiven.NotUnderstood>(await Give(1, new DateOnly(2026, 3, 1)));
        Assert.IsType<EstimateGiven.Done>(await Give(1, new DateOnly(2026, 3, 2)));
        Assert.True(owed.EstimateNotGiven);

        // Mailed to whoever wants no mail by post only where that is said once more; handed over, and to another person, as ever.
        await made.Clinic.Insert("intake.contact_preferences", ("id", Guid.CreateVersion7()), ("patient_id", patient), ("post", false), ("at", made.Clinic.Clock.GetUtcNow()));
        Assert.Equal("no mail by post", Assert.IsType<EstimateGiven.NotWanted>(await Give(1, new DateOnly(2026, 3, 2), GivingWays.Mail)).Said);
        Assert.Single(await made.Clinic.Sql("SELECT 1 FROM intake.estimate_givings"));
        Assert.IsType<EstimateGiven.Done>(await Give(1, new DateOnly(2026, 3, 2), GivingWays.Email));
        Assert.IsType<EstimateGiven.Done>(await Give(1, new DateOnly(2026, 3, 2), GivingWays.Mail, nevertheless: true));
        Assert.Equal(["mail nevertheless"], await made.Clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'estimate.given' AND reason IS NOT NULL"));
        await made.Clinic.Sql("DELETE FROM intake.estimate_givings WHERE way <> 'in-person'");
        Assert.False((await made.CoPay(visit)).EstimateNotGiven);
        Assert.StartsWith("Good-faith estimate no. 1 of 03/02/2026, handed over on 03/02/2026:", Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Evidence, StringComparison.Ordinal);

        // A change is the next number; the one before stays, to the byte. Who saw an older one is told.
        var changed = content with { Lines = [content.Lines[0]], Note = "Without the pictures" };
        Assert.Equal(new EstimateMade.Done(2, WasSo: false), await Make(visit, 1, changed));
        Assert.IsType<EstimateMade.ChangedMeanwhile>(await Make(visit, 1, content with { Note = "Late" }));
        Assert.Equal(12_500, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
        Assert.Equal(first, await Pdf(1));
        Assert.NotEqual(first, await Pdf(2));
        Assert.Equal([12_500], await made.Clinic.Sql($"SELECT estimate_cents FROM intake.visit_payer_cases WHERE visit_id = '{visit}'"));
        Assert.Empty(await made.Clinic.In((IServiceProvider services) => new VerifyEstimates(services.GetRequiredService<IntakeDb>(), services.GetRequiredService<IBlobStore>()).Problems(CancellationToken.None)));

        // It is for its days alone.
        made.Change(visit, moved => moved with { StartsAt = moved.StartsAt.AddDays(1), EndsAt = moved.EndsAt.AddDays(1) });
        Assert.True(Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).NeedsEstimate);
        Assert.Equal(new EstimateMade.Done(3, WasSo: false), await Make(visit, 2, changed with { To = new DateOnly(2026, 6, 1) }));
        Assert.Equal(
            (false, "Good-faith estimate no. 3 of 03/02/2026, not given to the patient yet: $125.00 for all visits of 03/09/2026 to 06/01/2026. Agree on what is paid today."),
            (Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).NeedsEstimate, Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why));

        // The same stands, but not where the paper names the patient otherwise than the record does now, nor once it has run out: it holds on the day of its visit.
        var series = changed with { To = new DateOnly(2026, 6, 1) };
        Assert.Equal(new EstimateMade.Done(3, WasSo: true), await Make(visit, 3, series));
        await made.Clinic.Edit(patient, new() { AddressLine = "14 Elm St" });
        Assert.Equal(new EstimateMade.Done(4, WasSo: false), await Make(visit, 3, series));
        Assert.Equal(new EstimateMade.Done(4, WasSo: true), await Make(visit, 4, series));
        MoveTo(new DateTimeOffset(2027, 4, 1, 15, 0, 0, TimeSpan.Zero));
        var late = changed with { From = new DateOnly(2027, 4, 1), To = new DateOnly(2027, 4, 9) };
        Assert.Equal(new EstimateMade.Done(5, WasSo: false), await Make(visit, 4, late));
        MoveTo(new DateTimeOffset(2027, 4, 2, 15, 0, 0, TimeSpan.Zero));
        Assert.EndsWith("held until 04/01/2027: make a new one.", Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why, StringComparison.Ordinal);
        Assert.Equal(new EstimateMade.Done(6, WasSo: false), await Make(visit, 5, late));
        Assert.False(Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).NeedsEstimate);

        // It names no address where a record that was merged into this one has a confidential one.
        var merged = await made.Clinic.Register(IntakeClinic.Person("Elena", "Rossi", "1990-06-20"));
        await made.Clinic.Sql($"UPDATE intake.patients SET confidential_address = 'PO Box 9', merged_into_id = '{patient}' WHERE id = '{merged}'");
        Assert.Equal(new EstimateMade.Done(7, WasSo: false), await Make(visit, 6, late));
        Assert.Equal([true, false], await made.Clinic.Sql("SELECT content::text LIKE '%Elm St%' OR content::text LIKE '%PO Box%' FROM intake.estimates WHERE number IN (6, 7) ORDER BY number"));

        void MoveTo(DateTimeOffset start) => made.Change(visit, moved => moved with { StartsAt = start, EndsAt = start.AddMinutes(30) });

        // Where a line is broken, or a cell ends, the paper has no space.
        static string Bare(string text) => text.Replace(" ", "", StringComparison.Ordinal);

        Task<EstimateMade> Make(Guid of, int after, EstimateContent what, Guid? estimate = null) => made.Clinic.In((MakeEstimate make) => make.Run(estimate ?? Guid.CreateVersion7(), of, after, what, CancellationToken.None));

        Task<EstimateGiven> Give(int number, DateOnly on, string way = "in-person", bool nevertheless = false) =>
            made.Clinic.In((GiveEstimate give) => give.Run(Guid.CreateVersion7(), visit, number, on, way, "", CancellationToken.None, nevertheless: nevertheless));

        async Task<byte[]> Pdf(int number) =>
            await made.Clinic.Services.GetRequiredService<IBlobStore>().Get((string)(await made.Clinic.Sql($"SELECT pdf_hash FROM intake.estimates WHERE visit_id = '{visit}' AND number = {number}"))[0]!, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_fee_is_changed_by_who_saw_it_and_every_change_stays_written_from_what_to_what()
    {
        await using var clinic = await IntakeClinic.Open(cluster);
        Assert.Equal("Write the charge, like 120.00.", Assert.IsType<FeeChanged.NotUnderstood>(await Change("G0463", 0, "Office visit", "free")).Why);
        Assert.Equal("A charge is $999,999.99 at most.", Assert.IsType<FeeChanged.NotUnderstood>(await Change("G0463", 0, "Office visit", "1,000,000.00")).Why);

        // Two who add one code at once: one of them is told, whoever came first.
        var both = await Task.WhenAll(Change("G0463", 0, "Office visit", "120.00"), Change("G0463", 0, "Office visit", "130.00"));
        Assert.Single(both.OfType<FeeChanged.Done>());
        var first = (int)(await clinic.Sql("SELECT charge_cents FROM intake.medical_codes"))[0]!;
        Assert.Equal(first, Assert.Single(both.OfType<FeeChanged.ChangedMeanwhile>()).Now!.ChargeCents);

        // Who saw no charge, or an older one, changes nothing; sent twice it is one.
        var seen = await Version();
        Assert.IsType<FeeChanged.Done>(await Change("G0463", seen, "Office visit", "125.00"));
        Assert.IsType<FeeChanged.Done>(await Change("G0463", seen, "Office visit", "125.00"));
        Assert.Equal(12_500, Assert.IsType<FeeChanged.ChangedMeanwhile>(await Change("G0463", seen, "Office visit", "99.00")).Last!.ToCents);
        Assert.IsType<FeeChanged.ChangedMeanwhile>(await Change("G0463", 0, "Office visit", "99.00"));

        // A list that is taken over is in the history too; so is a charge that is taken out.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.In((ImportCodes import) => import.Run(CodesFile.Read(new StringReader("Code,Description,Cents\nG0463,Office visit,14000\nG0444,Screening,500"), areFees: true), CancellationToken.None));
        Assert.IsType<FeeChanged.ChangedMeanwhile>(await Change("G0463", seen, null, null));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<FeeChanged.Done>(await Change("G0463", await Version(), null, null));
        Assert.Equal(
            [$"none {first}", $"{first} 12500", "12500 14000", "14000 none"],
            await clinic.Sql("SELECT coalesce(from_cents::text, 'none') || ' ' || coalesce(to_cents::text, 'none') FROM intake.fee_changes WHERE code = 'G0463' ORDER BY at, id"));
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((IntakeDb db) => db.FeeChanges.ExecuteDeleteAsync()));

        Task<FeeChanged> Change(string code, uint version, string? description, string? charge) =>
            clinic.In((ChangeFee change) => change.Run(code, version, description ?? "", charge, remove: charge is null, CancellationToken.None));

        Task<uint> Version() => clinic.In((IntakeDb db) => db.MedicalCodes.Where(line => line.Code == "G0463").Select(line => line.Version).SingleAsync());
    }

    [Fact]
    public async Task Visits_of_a_type_owe_nothing_with_the_reason_whatever_the_answer_says_and_a_person_says_otherwise_of_one()
    {
        await using var made = await CoverageClinic.Open(cluster);
        var patient = await made.Insured();
        var (visit, other) = (made.Visit(patient), made.Visit(patient, "2026-03-10"));
        made.Change(visit, of => of with { VisitTypeCode = "post-op" });
        made.Change(other, of => of with { VisitTypeCode = "new-patient" });
        await made.Answer(await made.Asked(visit), "EB*1**30~EB*B**98***27*20~");
        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);

        Assert.Null(await Say("post-op", 0, OwesNothing.GlobalPeriod));
        Assert.Equal("After an operation, within its global period. So the clinic has it of all visits of this type.", Assert.IsType<CoPayAnswer.NothingOwed>(await made.CoPay(visit)).Why);
        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(other)).Cents);

        // Of one visit a person says otherwise, and why; without a reason it is not taken.
        Assert.IsType<PayerCaseSet.NotUnderstood>(await Case(OwesNothing.AsPayerSays, ""));
        Assert.IsType<PayerCaseSet.Done>(await Case(OwesNothing.AsPayerSays, "The operation was elsewhere"));
        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
        Assert.Equal(["The operation was elsewhere"], await made.Clinic.Sql("SELECT owes_why FROM intake.visit_payer_cases"));

        // What a plan would pay whole is owed by who has none: an estimate. What the clinic charges nobody is not.
        var own = made.Visit(patient, "2026-03-11");
        made.Change(own, of => of with { VisitTypeCode = "wellness" });
        await made.Clinic.Insert("intake.visit_payer_cases", ("visit_id", own), ("patient_id", patient), ("kind", "self-pay"));
        foreach (var (number, reason) in new[] { OwesNothing.Preventive, OwesNothing.Vaccination, OwesNothing.Qmb, OwesNothing.WorkersCompensation }.Index())
        {
            Assert.Null(await Say("wellness", number, reason));
            Assert.True(Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(own)).NeedsEstimate);
            Assert.Equal("", await OfType(own));
        }

        foreach (var (number, reason) in new[] { OwesNothing.NoCharge, OwesNothing.Nurse, OwesNothing.GlobalPeriod }.Index())
        {
            Assert.Null(await Say("wellness", 4 + number, reason));
            Assert.IsType<CoPayAnswer.NothingOwed>(await made.CoPay(own));
            Assert.Equal(OwesNothing.Words(reason), await OfType(own));
        }

        // Two who change the same line: the second is told. What was said before stays written.
        Assert.NotNull(await Say("post-op", 0, OwesNothing.NoCharge));
        Assert.Null(await Say("post-op", 1, ""));
        Assert.Equal([OwesNothing.GlobalPeriod, ""], await made.Clinic.Sql("SELECT owes_nothing FROM intake.visit_type_dues WHERE visit_type = 'post-op' ORDER BY number"));

        // What the page of the visit's coverage offers as the reason of its type.
        async Task<string> OfType(Guid of) => (await made.Clinic.In((LoadVisitCoverage load) => load.Run(of, CancellationToken.None)))!.TypeOwesNothing;

        Task<VisitTypeDue?> Say(string type, int number, string code) => made.Clinic.In((VisitTypeDues dues) => dues.Say(type, number, code, CancellationToken.None));

        Task<PayerCaseSet> Case(string owesNothing, string why) => made.Clinic.In((SetPayerCase set) =>
            set.Run(visit, patient, patient, 0, new PayerCaseSaid(CaseKinds.HealthPlan, null, "", "", owesNothing, "") { OwesWhy = why }, CancellationToken.None));
    }
}
