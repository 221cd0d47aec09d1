using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Intake.Tests.Coverage;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Readiness;

/// <summary>How ready a visit is, with each reason in words and the act that mends it; computed anew whenever it is asked.</summary>
public sealed class ReadinessTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly StandingResults results = new();
    private readonly StandingVisits booked = new();
    private CoverageClinic made = null!;
    private Guid patient;

    public async ValueTask InitializeAsync()
    {
        made = await CoverageClinic.Open(cluster, services => services.AddSingleton<IWaitingResults>(results).AddSingleton<IChartContents>(results).AddSingleton<IAppointmentRequests>(booked));
        patient = await made.Insured();
        await made.Clinic.Sql($"INSERT INTO intake.patient_addresses (id, patient_id, line, city, state, zip) VALUES (gen_random_uuid(), '{patient}', '4 Elm Street', 'Portland', 'ME', '04101')");
        await made.Clinic.Sql($"INSERT INTO intake.patient_phones (id, patient_id, written, digits) VALUES (gen_random_uuid(), '{patient}', '(207) 555-0142', '2075550142')");
    }

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task A_visit_with_all_in_order_is_green_and_each_thing_missing_is_a_reason_with_its_act()
    {
        var visit = await Verified();
        await Sign(patient);
        Assert.Equal((Light.Green, 0), ((await Of(visit)).Light, (await Of(visit)).Reasons.Count));

        await made.Clinic.Sql("UPDATE intake.signed_forms SET withdrawn_at = now() WHERE form_code = 'privacy'");
        await made.Clinic.Sql("DELETE FROM intake.patient_phones");
        results.Waiting.Add(new WaitingResult(patient, Guid.CreateVersion7(), "lab_result", made.Clinic.Clock.GetUtcNow(), IsUrgent: true));
        var amber = await Of(visit);
        Assert.Equal(
            ["Red Results: nobody has acknowledged the lab result that came on 03/02/2026 > Have it acknowledged", "Amber Forms: 1 form is to be signed > Have them signed", "Amber Record: there is no phone number > Write it down"],
            amber.Reasons.Select(Said));
        Assert.Equal(Light.Red, amber.Light);
        Assert.Equal($"/intake/check-in/visit/{visit}", amber.Reasons[1].Href);

        // And what else goes by it: the list of gaps of a prepared chart asks this, and judges nothing of it anew.
        Assert.Equal(("verified", (string?)null), (amber.Coverage.Code, amber.CoPayNotKnown));
        Assert.Equal(["phone number", "privacy"], [.. amber.MissingContact, .. amber.Forms.Where(form => form.Signed is null).Select(form => form.Form.Code)]);
    }

    [Fact]
    public async Task What_was_ordered_and_never_came_is_a_reason_but_not_what_the_visit_is_for_or_what_is_due_later()
    {
        var visit = await Verified();
        await Sign(patient);
        var day = (await made.Clinic.In((IVisits visits) => visits.Find(visit)))!.StartsAt;
        var (late, later) = (Ordered("lab", DateOnly.FromDateTime(day.UtcDateTime).AddDays(-7)), Ordered("imaging", DateOnly.FromDateTime(day.UtcDateTime).AddDays(7)));
        results.Ordered.AddRange([late, later, Ordered("pt", null), Ordered("lab", null) with { ResultId = Guid.CreateVersion7() }]);

        Assert.Equal(["Amber Results: no result has come of what was ordered on 02/20/2026 > Look at the order"], await Reasons(visit));
        Assert.Equal($"/documents/document/{late.DocumentId}", (await Of(visit)).Reasons[0].Href);

        var task = await made.Clinic.Insert(
            "intake.tasks", ("kind", "schedule"), ("title", "Schedule"), ("state", "done"), ("patient_id", patient), ("order_id", late.Id), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", late.CareThreadId), ("urgency", "routine"), ("access_class", "standard"));
        booked.Add(patient, day.AddDays(1), task: task);
        Assert.Empty(await Reasons(visit));

        ChartOrder Ordered(string kind, DateOnly? due) => new(
            Guid.CreateVersion7(), patient, Guid.CreateVersion7(), Guid.CreateVersion7(), kind, "ready", null, "Lipid panel", null, null, due, "Dr. Brandvold", null, new DateOnly(2026, 2, 20), made.Clinic.Clock.GetUtcNow(), IsAnswered: false, null);
    }

    [Fact]
    public async Task Coverage_says_what_the_desk_says()
    {
        await Sign(patient);
        var asked = made.Visit(patient);
        Assert.Equal(["Amber Coverage: nobody has verified the coverage for this visit > Verify the coverage"], await Reasons(asked));
        var question = await made.Asked(asked);
        Assert.Equal(["Amber Coverage: the payer has not answered about the coverage > See the question"], await Reasons(asked));
        await made.Answer(question, "EB*6**30~");
        Assert.Equal(["Red Coverage: the payer says that the coverage is not active > Agree on who pays"], await Reasons(asked));

        // For another day, of a payer that answers for no other than today; and no coverage any more, whatever was said of it.
        var verified = await Verified();
        await made.Clinic.Sql($"UPDATE intake.eligibility_checks SET asked_for = '2026-03-02' WHERE visit_id = '{verified}'");
        Assert.Equal(["Amber Coverage: the coverage is verified for 03/02/2026, and not for the day of the visit > Verify the coverage"], await Reasons(verified));
        Assert.Equal(["coverage False: The coverage is verified for 03/02/2026, and not for the day of the visit."], await Gaps(verified));
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET valid_to = '2026-03-01'");
        Assert.Equal(["Red Coverage: no coverage is valid on the day of the visit: ask the patient for the new card > Say who pays"], await Reasons(verified));
        Assert.Equal(["Red Coverage: no coverage is valid on the day of the visit: ask the patient for the new card > Say who pays"], await Reasons(made.Visit(patient)));
    }

    [Fact]
    public async Task What_was_decided_on_is_compared_with_what_the_visit_is_so_that_a_change_of_either_reopens_it()
    {
        await Sign(patient);
        var visit = await Verified();
        var authorization = await Authorized(visit);
        Assert.Empty(await Reasons(visit));

        foreach (var (change, back, says) in new[]
        {
            ("provider_npi = '1234567893'", $"provider_npi = '{CoverageClinic.Npi}'", "the provider Dr. Roy is what was decided on, and the visit has Ella Roy MD"),
            ($"site = '{TestOrganization.Mesa.Name}'", $"site = '{TestOrganization.Harbor.Name}'", $"the site {TestOrganization.Mesa.Name} is what was decided on, and the visit has {TestOrganization.Harbor.Name}"),
            ("payer = 'Aetna'", "payer = 'Lake Mutual'", "the payer Aetna is what was decided on, and the visit has Lake Mutual"),
            ("plan = 'Gold'", "plan = 'Silver'", "the plan Gold is what was decided on, and the visit has Silver"),
            ("valid_to = '2026-03-08'", "valid_to = '2026-05-31'", "the authorization is not valid on 03/09/2026"),
            ("state = 'denied'", "state = 'approved'", "the authorization is denied"),
            ("state = 'submitted'", "state = 'approved'", "the authorization is still open: the payer has not decided"),
        })
        {
            await made.Clinic.Sql($"UPDATE intake.authorizations SET {change}");
            var red = await Of(visit);
            Assert.Equal((Light.Red, says, $"/intake/authorizations/authorization/{authorization}"), (red.Light, Assert.Single(red.Reasons).Words, red.Reasons[0].Href));
            Assert.Equal([$"authorization True: T{says[1..]} (73721 MRI of the knee)."], await Gaps(visit));
            await made.Clinic.Sql($"UPDATE intake.authorizations SET {back}");
            Assert.Empty(await Reasons(visit));
        }

        // The patient has another plan, or another payer, since; by the name alone where no number says who it is.
        foreach (var (change, back, says) in new[]
        {
            ("plan = 'Gold'", "plan = 'Silver'", "the plan Silver is what was decided on, and the visit has Gold"),
            ("payer = 'Aetna', payer_id = NULL", "payer = 'Lake Mutual', payer_id = (SELECT id FROM intake.payers)", "the payer Lake Mutual is what was decided on, and the visit has Aetna"),
        })
        {
            await made.Clinic.Sql($"UPDATE intake.patient_coverages SET {change}");
            Assert.Contains((await Of(visit)).Reasons, reason => reason.Light == Light.Red && reason.Words == says);
            await made.Clinic.Sql($"UPDATE intake.patient_coverages SET {back}");
            Assert.Empty(await Reasons(visit));
        }

        // The schedule changes: another provider sees the patient, at another place.
        made.Change(visit, known => known with { ProviderName = "Lee Kim MD", ProviderNpi = "1987654321", LocationId = TestOrganization.Mesa.Id });
        Assert.Equal(2, (await Of(visit)).Reasons.Count(reason => reason is { Subject: ReadinessSubjects.Authorization, Light: Light.Red }));
    }

    [Fact]
    public async Task Each_change_of_what_was_asked_for_opens_the_authorization_again_and_the_visit_with_it()
    {
        await Sign(patient);
        var visit = await Verified();
        var authorization = await Authorized(visit);
        var asked = AuthorizationRequest.Of((await Current()).Facts);
        foreach (var request in new[]
        {
            asked with { Codes = [new ProcedureCode("73722", "MRI with contrast")] }, asked with { ProviderName = "Dr. Other" }, asked with { ProviderNpi = "1234567893" }, asked with { Site = TestOrganization.Mesa.Name },
            asked with { Plan = "Gold" }, asked with { Payer = "Aetna" },
        })
        {
            var version = (await Current()).Version;
            var done = Assert.IsType<AuthorizationWork.Done>(await made.Clinic.In((WorkOnAuthorization work) =>
                work.Run(authorization, version, Guid.CreateVersion7(), new AuthorizationStep.Change(request, new RuleAnswer.NotKnown()), CancellationToken.None)));
            Assert.Equal(["Red Authorization: the authorization is open again: the request was changed > Submit it"], await Reasons(visit));
            Assert.IsType<AuthorizationWork.Done>(await made.Clinic.In((WorkOnAuthorization work) => work.Undo(authorization, done.EventId, CancellationToken.None)));
            Assert.Empty(await Reasons(visit));
        }

        Task<PayerAuthorization> Current() => made.Clinic.In((IntakeDb db) => db.Authorizations.AsNoTracking().SingleAsync());
    }

    [Fact]
    public async Task A_corrected_order_whose_code_is_not_what_was_decided_on_opens_the_visit_again()
    {
        await Sign(patient);
        var visit = await Verified();
        await Authorized(visit);
        var own = await Ordered(visit, "73721");
        await made.Clinic.Sql($"UPDATE intake.authorizations SET order_id = '{own.OrderId}', care_thread_id = '{own.CareThreadId}'");
        Assert.Empty(await Reasons(visit));

        results.Ordered[0] = results.Ordered[0] with { Code = "73723" };
        Assert.Equal(["Red Authorization: the code 73721 is what was decided on, and the order has 73723 > Change the request"], await Reasons(visit));

        // Asked for both, and one was approved.
        await made.Clinic.Sql("""UPDATE intake.authorizations SET codes = '[{"Code":"73721","Description":""},{"Code":"73723","Description":""}]', approved_codes = '{73721}'""");
        Assert.Equal(["Red Authorization: the code 73723 was asked for, and only 73721 approved > See what can be done"], await Reasons(visit));
    }

    [Fact]
    public async Task A_visit_whose_code_a_rule_names_is_red_while_nobody_has_asked_and_quiet_where_a_rule_says_that_none_is_needed()
    {
        await Sign(patient);
        var visit = await Verified();
        await Ordered(visit, "73721");
        Assert.Empty(await Reasons(visit));

        await Rule("Lake Mutual", isNeeded: true);
        var red = await Of(visit);
        Assert.Equal(["Red Authorization: Lake Mutual wants an authorization for 73721 MRI of the knee (its list), and nobody has asked for it > Start the authorization"], red.Reasons.Select(Said));
        Assert.Equal($"/intake/authorizations/start?patient={patient}", red.Reasons[0].Href);

        await made.Clinic.Sql("UPDATE intake.authorization_rules SET is_needed = false");
        Assert.Empty(await Reasons(visit));

        // By kind of payer: what staff say of it counts, not its name.
        await made.Clinic.Sql("UPDATE intake.authorization_rules SET is_needed = true, payer = 'Medicaid'");
        Assert.Empty(await Reasons(visit));
        await made.Clinic.Sql("UPDATE intake.payers SET kind = 'medicaid'");
        Assert.Single(await Reasons(visit));

        // Of an accident the health plan's rule is none.
        await made.Clinic.Sql($"INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, carrier, claim_number, adjuster, estimate_cents, owes_nothing, service_type, changed_at) VALUES ('{visit}', '{patient}', 'auto', 'Road Mutual', 'C-1', 'Ana', null, '', '', now())");
        Assert.DoesNotContain(await Reasons(visit), reason => reason.Contains("Authorization", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_authorization_that_may_be_meant_is_proposed_until_somebody_says_so_or_that_it_is_not()
    {
        await Sign(patient);
        var counted = await Verified();
        var id = await Authorized(counted);

        // What follows from the decision is done before there is another visit: a machine would hold its units, since nothing differs.
        await made.Clinic.RunJobs();
        var visit = await Verified();
        string[] proposed = ["Amber Authorization: the authorization of 73721 MRI of the knee may be meant for it, and nobody has said so > Choose"];
        var amber = await Of(visit);
        Assert.Equal(proposed, amber.Reasons.Select(Said));
        Assert.Equal([id], amber.Reasons.Select(reason => reason.About));
        Assert.Equal(["authorization False: The authorization of 73721 MRI of the knee may be meant for it, and nobody has said so."], await Gaps(visit));

        // With another provider, on another day, or with no unit left, it is not.
        made.Change(visit, known => known with { ProviderName = "Lee Kim MD", ProviderNpi = "1987654321" });
        Assert.Empty(await Reasons(visit));
        made.Change(visit, known => known with { ProviderName = "Ella Roy MD", ProviderNpi = CoverageClinic.Npi });
        foreach (var (change, back) in new[] { ("valid_to = '2026-03-08'", "valid_to = '2026-05-31'"), ("units_approved = 1", "units_approved = 2"), ("payer = 'Aetna'", "payer = 'Lake Mutual'") })
        {
            await made.Clinic.Sql($"UPDATE intake.authorizations SET {change}");
            Assert.Empty(await Reasons(visit));
            await made.Clinic.Sql($"UPDATE intake.authorizations SET {back}");
            Assert.Equal(proposed, await Reasons(visit));
        }

        // Booked for an order of another code; for one of its own it may be.
        await Ordered(visit, "71046");
        Assert.Empty(await Reasons(visit));
        results.Ordered[0] = results.Ordered[0] with { Code = "73721" };
        Assert.Equal(proposed, await Reasons(visit));

        await using var scope = made.Clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        Assert.True(await scope.ServiceProvider.GetRequiredService<ReserveUnits>().SetAside(visit, id, CancellationToken.None));
        Assert.Empty(await Reasons(visit));
    }

    [Fact]
    public async Task What_the_payer_answers_of_the_visits_own_kind_of_service_is_a_reason_and_a_task()
    {
        await Sign(patient);
        var visit = made.Visit(patient);
        await made.Answer(await made.Asked(visit), "EB*1**30~EB*1**98********Y*Y~EB*B**98***27*20*****Y~");
        Assert.Equal(["Red Authorization: Lake Mutual answered that an authorization is required for this visit, and nobody has asked for it > Start the authorization"], await Reasons(visit));
        Assert.Contains("Lake Mutual says: an authorization is required (physician's visit in the office)", await made.Tasks());
        await Authorized(visit);
        Assert.DoesNotContain(await Reasons(visit), reason => reason.Contains("required", StringComparison.Ordinal));

        var other = made.Visit(await made.Insured("Jane", "Nova", memberId: "M200"));
        await made.Answer(await made.Asked(other), "EB*1**30~EB*I**98~", "JANE");
        Assert.Contains("Red Coverage: the payer says that this kind of service is not covered > Agree on who pays", await Reasons(other));
        Assert.Contains("Lake Mutual says: not covered (physician's visit in the office)", await made.Tasks());
    }

    [Fact]
    public async Task For_everybody_nothing_is_said_of_what_has_an_access_class_of_its_own_nor_that_it_is_missing()
    {
        await Sign(patient);
        var visit = await Verified();
        var authorization = await Authorized(visit);
        var own = await Ordered(visit, "73721");
        await Rule("Lake Mutual", isNeeded: true);
        await made.Clinic.Sql("UPDATE intake.payers SET needs_referral = true");
        await made.Clinic.Sql($"UPDATE intake.authorizations SET state = 'denied', access_class = 'restricted', order_id = '{own.OrderId}', care_thread_id = '{own.CareThreadId}' WHERE id = '{authorization}'");
        var referral = Guid.CreateVersion7();
        await made.Clinic.In((StartReferral start) => start.Run(referral, ReferralDirection.In, patient, TestOrganization.Harbor.Id, null, new ReferralRequest("Ana Maro", "", "", "", "", "routine", "Lake Mutual", []), CancellationToken.None));
        await made.Clinic.Sql("UPDATE intake.referrals SET access_class = 'restricted'");
        await Task(TaskKinds.Undo, own.CareThreadId, patient, own.OrderId);
        await made.Clinic.Sql("UPDATE intake.tasks SET access_class = 'restricted' WHERE kind = 'undo'");

        // Who is cleared for all of it is told each; everybody how much is closed, and not that nobody has asked for it.
        Assert.Equal(
            ["Red Authorization: the authorization is denied > See what can be done", "Red Orders: the order it was booked for is void > See the task", "Red Referral: the referral is still to be asked for, from Ana Maro > Ask the PCP"],
            (await Reasons(visit)).Order(StringComparer.Ordinal));
        var everybody = await ForEverybody();
        Assert.Empty(everybody.Reasons);
        Assert.Equal(2, everybody.ClosedMatters);

        // Without them that is what is missing, and the code of an order that has a class of its own is told to nobody.
        await made.Clinic.Sql("UPDATE intake.authorizations SET state = 'withdrawn'; UPDATE intake.referrals SET state = 'withdrawn'");
        Assert.Equal(
            ["Red Authorization: Lake Mutual wants an authorization for 73721 MRI of the knee (its list), and nobody has asked for it > Start the authorization", "Red Referral: Lake Mutual pays only with a referral, and none is here; the record names no PCP > Ask the PCP"],
            (await ForEverybody()).Reasons.Select(Said).Order(StringComparer.Ordinal));
        results.Ordered[0] = results.Ordered[0] with { HasOwnClass = true };
        Assert.DoesNotContain((await ForEverybody()).Reasons, reason => reason.Subject == ReadinessSubjects.Authorization);

        async Task<VisitReadiness> ForEverybody()
        {
            var found = (await made.Clinic.In((IVisits all) => all.Find(visit)))!;
            return Assert.Single(await made.Clinic.In((LoadCheckIns load) => load.Of([found], CancellationToken.None, forEverybody: true))).Readiness;
        }
    }

    [Fact]
    public async Task A_plan_that_wants_a_referral_is_red_without_one_until_it_counts()
    {
        await Sign(patient);
        var visit = await Verified();
        await made.Clinic.Sql("UPDATE intake.payers SET needs_referral = true");
        Assert.Equal(["Red Referral: Lake Mutual pays only with a referral, and none is here; the record names no PCP > Ask the PCP"], await Reasons(visit));
        await made.Clinic.Sql("UPDATE intake.patients SET pcp = 'Dr. Quill', pcp_practice = 'Harbor Family', pcp_fax = '(419) 555-0101'");
        Assert.Equal(["Red Referral: Lake Mutual pays only with a referral, and none is here, from Dr. Quill, Harbor Family, fax (419) 555-0101 > Ask the PCP"], await Reasons(visit));
        Assert.Equal("A referral is needed: the rule of the payer, Lake Mutual.", (await Of(visit)).ReferralRule);

        // The plan is asked first.
        await made.Clinic.Sql("INSERT INTO intake.payer_plans (id, payer_id, name, name_key, kind, class, needs_referral, notes, is_active, number, changed_at) SELECT gen_random_uuid(), id, 'Gold', 'GOLD', 'ppo', '', false, '', true, 1, now() FROM intake.payers");
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET plan = 'Gold', plan_id = (SELECT id FROM intake.payer_plans)");
        Assert.Equal(("No referral is needed: the rule of the plan, Gold.", 0), ((await Of(visit)).ReferralRule, (await Reasons(visit)).Count));
        await made.Clinic.Sql("UPDATE intake.payers SET needs_referral = false; UPDATE intake.payer_plans SET needs_referral = true");
        Assert.Equal(["Red Referral: Lake Mutual Gold pays only with a referral, and none is here, from Dr. Quill, Harbor Family, fax (419) 555-0101 > Ask the PCP"], await Reasons(visit));

        var id = Guid.CreateVersion7();
        await made.Clinic.In((StartReferral start) => start.Run(id, ReferralDirection.In, patient, TestOrganization.Harbor.Id, null, new ReferralRequest("Ana Maro", "", "", "", "", "routine", "Lake Mutual", []), CancellationToken.None));
        Assert.Equal(["Red Referral: the referral is still to be asked for, from Ana Maro > Ask the PCP"], await Reasons(visit));
        await Step(id, new ReferralStep.Ask(new Contact(Contact.Fax)));
        Assert.Equal(["Red Referral: the referral was asked of Ana Maro, and is not here > Ask the PCP again"], await Reasons(visit));
        await Step(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-1", null, null, 1)));
        Assert.Equal(["Red Referral: the visit does not count under the referral > See its visits"], await Reasons(visit));
        await made.Clinic.In((CountVisits count) => count.Count(visit, id, CancellationToken.None));
        Assert.Empty(await Reasons(visit));
        await made.Clinic.Sql("UPDATE intake.referrals SET valid_to = '2026-03-08'");
        Assert.Equal(["Red Referral: the referral is not valid on 03/09/2026 > Ask for a new one"], await Reasons(visit));

        // Who pays themselves needs none.
        await made.Clinic.Sql($"UPDATE intake.referrals SET state = 'withdrawn'; DELETE FROM intake.visit_payer_cases; INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, claim_number, adjuster, estimate_cents, owes_nothing, service_type, changed_at) VALUES ('{visit}', '{patient}', 'self-pay', '', '', null, '', '', now())");
        Assert.Equal(["Amber Coverage: the patient pays themselves, and has no estimate > Give an estimate"], await Reasons(visit));
        await made.Clinic.Sql("UPDATE intake.visit_payer_cases SET estimate_cents = 9000");
        Assert.Empty(await Reasons(visit));

        // The paper is owed to the patient, not to the file.
        var paper = new EstimateContent([new("", "Visit", 1, 9000)], [], "Ella Roy MD", "", new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), "");
        Assert.IsType<EstimateMade.Done>(await made.Clinic.In((MakeEstimate make) => make.Run(Guid.CreateVersion7(), visit, 0, paper, CancellationToken.None)));
        Assert.Equal(["Amber Coverage: the good-faith estimate was not given to the patient yet > Give it, and record that"], await Reasons(visit));
        Assert.IsType<EstimateGiven.Done>(await made.Clinic.In((GiveEstimate give) => give.Run(Guid.CreateVersion7(), visit, 1, new DateOnly(2026, 3, 2), "mail", "", CancellationToken.None)));
        Assert.Empty(await Reasons(visit));
    }

    [Fact]
    public async Task An_order_that_is_void_or_cannot_be_carried_out_and_one_that_nobody_authorized_are_reasons_by_their_tasks()
    {
        await Sign(patient);
        var visit = await Verified();
        var thread = Guid.CreateVersion7();
        made.Change(visit, known => known with { CareThreadId = thread });
        await Task(TaskKinds.Query, thread, patient);
        await Task(TaskKinds.Undo, thread, patient);
        await Task(TaskKinds.Authorize, thread, patient);
        await Task(TaskKinds.Authorize, Guid.CreateVersion7(), patient);
        await Task(TaskKinds.Query, thread, Guid.CreateVersion7());

        Assert.Equal(
            ["Red Authorization: the authorization is still open > Start it", "Red Orders: the order it was booked for is void > See the task", "Amber Orders: the order cannot be carried out before its sender has answered > See the task"],
            await Reasons(visit));
        Assert.Equal(
            ["authorization True: The authorization is still open (authorize).", "order True: The order it was booked for is void (undo).", "order False: The order cannot be carried out before its sender has answered (query)."],
            await Gaps(visit));
    }

    [Fact]
    public async Task Only_the_order_that_the_visit_was_booked_for_is_judged_and_each_where_nobody_knows_which()
    {
        await Sign(patient);
        var (visit, thread) = (await Verified(), Guid.CreateVersion7());
        var authorization = await Authorized(visit);
        var (own, other) = (await Task(TaskKinds.Schedule, thread, patient), await Task(TaskKinds.Authorize, thread, patient));
        await made.Clinic.Sql($"UPDATE intake.authorizations SET order_id = '{own.OrderId}', care_thread_id = '{thread}'");
        await Task(TaskKinds.Undo, thread, patient, other.OrderId);
        made.Change(visit, known => known with { CareThreadId = thread, TaskId = own.Id });
        Assert.Empty(await Reasons(visit));

        // By hand: any of the thread may be meant. Of the other order's own visit what is authorized for this one says nothing.
        string[] ofOther = ["Red Authorization: the authorization is still open > Start it", "Red Orders: the order it was booked for is void > See the task"];
        made.Change(visit, known => known with { TaskId = null });
        Assert.Equal(ofOther, await Reasons(visit));
        await made.Clinic.Sql("INSERT INTO intake.authorization_uses (id, authorization_id, visit_id, kind, units, ends_id, at) SELECT gen_random_uuid(), authorization_id, visit_id, 'released', units, id, now() FROM intake.authorization_uses");
        made.Change(visit, known => known with { TaskId = other.Id });
        Assert.Equal(ofOther, await Reasons(visit));
        made.Change(visit, known => known with { TaskId = own.Id });
        Assert.Equal(["Red Authorization: the visit holds no units of the authorization > Hold units"], await Reasons(visit));
        Assert.Equal($"/intake/authorizations/authorization/{authorization}", (await Of(visit)).Reasons[0].Href);
    }

    [Fact]
    public async Task What_a_health_plan_authorized_or_was_referred_for_is_not_for_another_payer_and_nobody_asks_of_who_pays_themselves()
    {
        await Sign(patient);
        var visit = await Verified();
        await Authorized(visit);
        await made.Clinic.Sql($"INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, claim_number, adjuster, estimate_cents, owes_nothing, service_type, changed_at) VALUES ('{visit}', '{patient}', 'workers-comp', 'C-1', 'Ana', null, '', '', now())");
        Assert.Equal(["Red Authorization: the payer Lake Mutual is what was decided on, and the visit has workers' compensation > Change the request"], await Reasons(visit));
        await made.Clinic.Sql("UPDATE intake.authorizations SET payer = 'State Fund'");
        Assert.Empty(await Reasons(visit));
        await made.Clinic.Sql("UPDATE intake.authorizations SET state = 'denied'; UPDATE intake.visit_payer_cases SET kind = 'self-pay', estimate_cents = 9000");
        Assert.Empty(await Reasons(visit));

        await made.Clinic.Sql("DELETE FROM intake.authorization_uses; DELETE FROM intake.visit_payer_cases; UPDATE intake.authorizations SET state = 'withdrawn'; UPDATE intake.payers SET needs_referral = true");
        var id = Guid.CreateVersion7();
        await made.Clinic.In((StartReferral start) => start.Run(id, ReferralDirection.In, patient, TestOrganization.Harbor.Id, null, new ReferralRequest("Ana Maro", "", "", "", "", "routine", "Aetna", []), CancellationToken.None));
        Assert.Equal(["Red Referral: Lake Mutual pays only with a referral, and none is here; the record names no PCP > Ask the PCP"], await Reasons(visit));
        await Step(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-1", null, null, 1)));
        await made.Clinic.In((CountVisits count) => count.Count(visit, id, CancellationToken.None));
        Assert.Equal(["Red Referral: the referral is for Aetna, and the visit has Lake Mutual > Ask for a new one"], await Reasons(visit));
    }

    [Fact]
    public async Task Forty_visits_ask_the_database_as_often_as_one()
    {
        var visits = new List<Guid> { await Verified() };
        for (var i = 0; i < 8; i++)
        {
            var who = await made.Insured($"Jana{(char)('a' + i)}", "Novak", memberId: $"M2{i}");
            visits.AddRange(Enumerable.Range(0, 5).Select(_ => made.Visit(who)));
        }

        var (one, all) = (await Commands([visits[0]]), await Commands(visits));

        // What nobody has is not asked for: plans, estimates, chains of work, grants.
        Assert.Equal(one, all);
        Assert.InRange(all, 10, 20);
        Assert.Equal(41, (await Load(visits)).Count);

        // And where somebody has each of them.
        await Authorized(visits[0]);
        await made.Clinic.Sql($"INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, claim_number, adjuster, estimate_cents, owes_nothing, service_type, changed_at) VALUES ('{visits[1]}', (SELECT patient_id FROM intake.patient_coverages WHERE member_id = 'M20'), 'self-pay', '', '', 9000, '', '', now())");
        await made.Clinic.Sql("INSERT INTO intake.payer_plans (id, payer_id, name, name_key, kind, class, needs_referral, notes, is_active, number, changed_at) SELECT gen_random_uuid(), id, 'Silver', 'SILVER', 'ppo', '', true, '', true, 1, now() FROM intake.payers");
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET plan_id = (SELECT id FROM intake.payer_plans)");
        made.Change(visits[2], known => known with { CareThreadId = Guid.CreateVersion7() });
        Assert.InRange(await Commands(visits), all + 1, 25);
    }

    [Fact]
    public async Task For_a_time_that_is_not_booked_the_payer_is_judged_with_the_units_left_and_what_a_visit_holds_goes_along()
    {
        var visit = await Verified();
        Assert.Equal(("", ""), await AtATime(null, null));
        var authorization = await Authorized(visit);
        var (thread, task) = (Guid.CreateVersion7(), await Task(TaskKinds.Schedule, Guid.CreateVersion7(), patient));
        await made.Clinic.Sql($"UPDATE intake.authorizations SET order_id = '{task.OrderId}', care_thread_id = '{thread}', number = 'PA-20', units_approved = 1, valid_to = '2026-05-31'");

        // Its only unit is held by the visit: that may be moved, and another not be booked.
        Assert.Equal(("authorization PA-20 is valid until 05/31/2026, and the visit holds its units", ""), await AtATime(visit, null));
        Assert.Equal(("", "authorization PA-20 has no visits left"), await AtATime(null, task.Id));
        await made.Clinic.Sql("UPDATE intake.authorizations SET units_approved = 6");
        Assert.Equal(("authorization PA-20 is valid until 05/31/2026, 5 visits left", ""), await AtATime(null, task.Id));
        foreach (var (change, against) in new[]
        {
            ("valid_to = '2026-03-03'", "authorization PA-20 is not valid on 03/04/2026"),
            ("valid_to = '2026-05-31', state = 'denied'", "the authorization is denied"),
            ("state = 'submitted'", "the authorization is still open"),
        })
        {
            await made.Clinic.Sql($"UPDATE intake.authorizations SET {change} WHERE id = '{authorization}'");
            Assert.Equal(("", against), await AtATime(null, task.Id));
        }

        await made.Clinic.Sql("UPDATE intake.authorizations SET state = 'withdrawn'");
        Assert.Equal(("", ""), await AtATime(null, task.Id));
        await Task(TaskKinds.Authorize, thread, patient, task.OrderId);
        Assert.Equal(("", "the authorization is still open"), await AtATime(null, task.Id));

        await made.Clinic.Sql("UPDATE intake.payers SET needs_referral = true");
        Assert.Equal(("", "Lake Mutual pays only with a referral, and none is valid on 03/04/2026"), await AtATime(null, null));
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET valid_to = '2026-03-03'");
        Assert.Equal(("", "no coverage is valid on 03/04/2026"), await AtATime(null, null));
    }

    /// <summary>What speaks for and against the afternoon of Wednesday, March 4th.</summary>
    private async Task<(string For, string Against)> AtATime(Guid? visitId, Guid? taskId)
    {
        var question = new ReadinessQuestion(Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, new DateTimeOffset(2026, 3, 4, 19, 0, 0, TimeSpan.Zero), visitId, taskId);
        var answers = await made.Clinic.In((IPatientReadiness ready) => ready.Of([question, question with { Id = Guid.CreateVersion7(), PatientId = Guid.CreateVersion7() }]));
        Assert.Equal([question.Id], answers.Keys);
        return (string.Join(", ", answers[question.Id].For), string.Join(", ", answers[question.Id].Against));
    }

    /// <summary>What the prepared chart of the visit says is missing.</summary>
    private async Task<IReadOnlyList<string>> Gaps(Guid visit)
    {
        var desk = (await made.Clinic.In((LoadCheckIns load) => load.Find(visit, CancellationToken.None)))!;
        var prepared = new Chart(desk, TestOrganization.Harbor, [], 0, [], [], [], new Dictionary<Guid, VisitSummary>(), null, [], PatientWarnings.None);
        return [.. FindGaps.Of(prepared).Select(gap => $"{gap.Code} {gap.Stops}: {gap.Words}")];
    }

    private static string Said(ReadinessReason reason) => $"{reason.Light} {reason.Subject}: {reason.Words} > {reason.Act}";

    private async Task<VisitReadiness> Of(Guid visit) => (await Load([visit]))[visit];

    private async Task<IReadOnlyList<string>> Reasons(Guid visit) => [.. (await Of(visit)).Reasons.Select(Said)];

    private async Task<IReadOnlyDictionary<Guid, VisitReadiness>> Load(IReadOnlyList<Guid> visits)
    {
        var found = new List<VisitSummary>();
        foreach (var id in visits)
        {
            found.Add((await made.Clinic.In((IVisits all) => all.Find(id)))!);
        }

        return await made.Clinic.In((LoadReadiness load) => load.Of(found, CancellationToken.None));
    }

    /// <summary>How often the database is asked.</summary>
    private async Task<int> Commands(IReadOnlyList<Guid> visits)
    {
        var before = made.Clinic.Log.Lines.Count(line => line.Text.Contains("Executed DbCommand", StringComparison.Ordinal));
        await Load(visits);
        return made.Clinic.Log.Lines.Count(line => line.Text.Contains("Executed DbCommand", StringComparison.Ordinal)) - before;
    }

    /// <summary>One whose payer said that the coverage is active, with a co-pay.</summary>
    private async Task<Guid> Verified()
    {
        var visit = made.Visit(patient);
        await made.Answer(await made.Asked(visit), "EB*1**30~EB*B**98***27*20*****Y~");
        return visit;
    }

    private async Task<Guid> Authorized(Guid visit)
    {
        await made.Clinic.Sql("UPDATE intake.patient_coverages SET plan = 'Silver'");
        var id = Guid.CreateVersion7();
        var request = new AuthorizationRequest("Lake Mutual", "Silver", [new ProcedureCode("73721", "MRI of the knee")], [], "Dr. Roy", CoverageClinic.Npi, TestOrganization.Harbor.Name, AuthorizationUrgency.Standard, null);
        Assert.IsType<Started.Done>(await made.Clinic.In((StartAuthorization start) => start.Run(id, patient, TestOrganization.Harbor.Id, null, request, CancellationToken.None)));
        var version = await made.Clinic.In((IntakeDb db) => db.Authorizations.Where(a => a.Id == id).Select(a => a.Version).SingleAsync());
        var decided = new AuthorizationStep.Decide(new Contact(Contact.Phone), AuthorizationState.Approved, "PA-1", UnitBasis.Visits, 2, new DateOnly(2026, 3, 1), new DateOnly(2026, 5, 31), null, null);
        Assert.IsType<AuthorizationWork.Done>(await made.Clinic.In((WorkOnAuthorization work) => work.Run(id, version, Guid.CreateVersion7(), decided, CancellationToken.None)));
        Assert.IsType<Reservation.Held>(await made.Clinic.In((ReserveUnits units) => units.Reserve(visit, id, null, CancellationToken.None)));
        return id;
    }

    private async Task Step(Guid id, ReferralStep step)
    {
        var version = await made.Clinic.In((IntakeDb db) => db.Referrals.Where(r => r.Id == id).Select(r => r.Version).SingleAsync());
        Assert.IsType<ReferralWork.Done>(await made.Clinic.In((WorkOnReferral work) => work.Run(id, version, Guid.CreateVersion7(), step, CancellationToken.None)));
    }

    private Task<StaffTask> Task(string kind, Guid thread, Guid whose, Guid? order = null) => made.Clinic.In(async (IntakeDb db) =>
    {
        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = kind,
            State = TaskState.Open,
            PatientId = whose,
            OrderId = order ?? Guid.CreateVersion7(),
            LocationId = TestOrganization.Harbor.Id,
            CareThreadId = thread,
            Urgency = "routine",
            RaisedAt = made.Clinic.Clock.GetUtcNow(),
        };
        db.Tasks.Add(task);
        await db.SaveChangesAsync();
        return task;
    });

    /// <summary>The order that the visit was booked for.</summary>
    private async Task<StaffTask> Ordered(Guid visit, string code)
    {
        var task = await Task(TaskKinds.Schedule, Guid.CreateVersion7(), patient);
        made.Change(visit, known => known with { TaskId = task.Id, CareThreadId = task.CareThreadId });
        results.Ordered.Add(new ChartOrder(
            task.OrderId!.Value, patient, Guid.CreateVersion7(), task.CareThreadId, "imaging", "ready", null, "MRI of the knee", code, null, new DateOnly(2026, 6, 1), null, null, null, made.Clinic.Clock.GetUtcNow(), false, null));
        return task;
    }

    private Task Rule(string payer, bool isNeeded) => made.Clinic.Sql(
        $"INSERT INTO intake.authorization_rules (id, payer, codes, site, number, is_needed, said_by, said_on, is_removed, at) VALUES (gen_random_uuid(), '{payer}', '73721', '*', 1, {isNeeded}, 'its list', '2026-01-02', false, now())");

    private Task Sign(Guid whose) => made.Clinic.Sql(
        $"INSERT INTO intake.signed_forms (id, patient_id, visit_id, form_code, title, text, signed_by, strokes, at) SELECT gen_random_uuid(), '{whose}'::uuid, gen_random_uuid(), code, code, code, 'Jana', '[]'::jsonb, '2026-03-01T12:00Z'::timestamptz FROM unnest(ARRAY['treatment', 'privacy', 'financial']) AS code");
}

/// <summary>Stands in for Documents: results that nobody has acknowledged, and what was ordered.</summary>
internal sealed class StandingResults : IWaitingResults, IChartContents
{
    public List<WaitingResult> Waiting { get; } = [];

    public List<ChartOrder> Ordered { get; } = [];

    public Task<IReadOnlyList<ChartPaper>> Papers(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<ChartPaper>>([]);

    public Task<IReadOnlyList<ChartOrder>> Orders(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<ChartOrder>>([.. Ordered.Where(order => patientIds.Contains(order.PatientId))]);

    public Task<IReadOnlyList<WaitingResult>> Of(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<WaitingResult>>([.. Waiting.Where(result => patientIds.Contains(result.PatientId))]);
}
