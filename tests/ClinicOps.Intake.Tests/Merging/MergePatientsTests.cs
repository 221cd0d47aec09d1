using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tests.CheckIn;
using ClinicOps.Intake.Tests.Ledger;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;
using static ClinicOps.Intake.Tests.Ledger.LedgerClinic;

namespace ClinicOps.Intake.Tests.Merging;

/// <summary>Two records are one person, or two after all: over the real tables of all four modules.</summary>
public sealed class MergePatientsTests(TestCluster cluster) : IAsyncLifetime
{
    /// <summary>What tells of the merge itself; all else is as before when it was taken back.</summary>
    private static readonly string[] Told = ["handled_messages", "joined_subjects", "carried_rows", "patient_merges", "patient_unmerges", "patient_changes"];

    private TestClinic clinic = null!;
    private Guid stays;
    private Guid goes;

    public async ValueTask InitializeAsync()
    {
        clinic = await MergeClinic.OpenHouse(cluster);

        // What the charts below hold was there before the merges: the database writes its own time there.
        clinic.Clock.SetUtcNow(TimeProvider.System.GetUtcNow().AddMinutes(10));
        stays = await clinic.Register(Person("Elena", "Rossi") with { Phone = "(419) 555-0150", Payer = "Acme", MemberId = "AC1" }, "M1");
        goes = await clinic.Register(Person("Elena", "Rosi") with { Phone = "(419) 555-0199", Payer = "Beta", MemberId = "BE2", Pcp = "Dr. Quill", PcpFax = "(419) 555-0101" }, "M2");
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Everything_goes_along_and_comes_back_field_by_field()
    {
        var (mine, theirs) = (await clinic.WriteChart(stays, "own"), await clinic.WriteChart(goes, "other"));
        await Pay(stays, mine.Visit, 3000);
        await Pay(goes, theirs.Visit, 2000);

        // Where each lives, and wants the mail: of the one now and before, of the other also for some days.
        foreach (var (patient, kind, line, more, values) in ((Guid, string, string, string, string)[])
            [(stays, "home", "1 Main St", "", ""), (stays, "home", "3 Elm St", ", ended_at, ended_why", ", now(), 'Moved'"), (goes, "home", "2 Oak St", "", ""), (goes, "mailing", "PO Box 9", "", ""), (goes, "temporary", "7 Palm Way", ", valid_from, valid_to", ", '2020-01-01', '2020-03-01'")])
        {
            await clinic.Sql($"INSERT INTO intake.patient_addresses (id, patient_id, kind, line, city, state, zip{more}) VALUES (gen_random_uuid(), '{patient}', '{kind}', '{line}', '', '', ''{values})");
        }

        Assert.Equal(("1 Main St", "PO Box 9"), (await Mail(stays), await Mail(goes)));
        var (before, problems, named) = (await Rows(), await Problems(), await Names(goes));
        Assert.All((string[])["documents.documents.patient_id", "documents.documents.subject_id", "documents.orders.patient_id", "scheduling.visits.patient_id", "scheduling.appointment_requests.patient_id",
            "correspondence.letters.patient_id", "intake.tasks.patient_id", "intake.authorizations.patient_id", "intake.check_ins.patient_id", "intake.ledger_entries.patient_id"], column => Assert.Contains(column, named));

        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();

        // What still names the record is what the lists of the modules say, and no more.
        Assert.Equal(await Staying(), (await Names(goes)).Except(Told.Select(table => $"intake.{table}.patient_id")).Order(StringComparer.Ordinal));
        foreach (var (table, id) in ((string, Guid)[])[("documents.documents", theirs.Document), ("scheduling.visits", theirs.Visit), ("correspondence.letters", theirs.Letter), ("intake.tasks", theirs.Task), ("intake.authorizations", theirs.Authorization)])
        {
            Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM {table} WHERE id = '{id}'"));
        }

        // A packet that was given out is opened at the referral where that stands now, with the papers that went along; and the survivor has the PCP whom only the other names.
        var outgoing = await clinic.In((IntakeDb db) => db.Referrals.AsNoTracking().SingleAsync(r => db.ReferralPackets.Any(p => p.ReferralId == r.Id && p.PatientId == goes)));
        Assert.Equal(stays, outgoing.PatientId);
        Assert.True(Assert.Single(await clinic.In((ReferralPackets packets) => packets.Of(outgoing, CancellationToken.None))).MayOpen);
        Assert.Equal("Dr. Quill", (await clinic.In((IntakeDb db) => PrimaryCare.OfAll(db, [stays], CancellationToken.None)))[stays].Name);
        Assert.Equal(problems, await Problems());
        Assert.Equal(2, (await clinic.Account(stays)).Entries.Count(entry => entry.Kind == LedgerKinds.Payment));
        var candidate = Assert.Single((await Candidates("rosi")).Patients);
        Assert.Equal(stays, candidate.PatientId);
        Assert.Equal(["AC1", "BE2"], candidate.MemberIds.Select(member => member.MemberId.ToUpperInvariant()).Order());
        Assert.Equal(["1 Main St", "2 Oak St", "3 Elm St", "7 Palm Way", "PO Box 9"], candidate.Addresses.Select(address => address.Line).Order(StringComparer.Ordinal));
        Assert.Equal("PO Box 9", await Mail(stays));

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        await clinic.RunJobs();

        Assert.Equal(before, await Rows());
        Assert.Equal(problems, await Problems());
        Assert.Equal(named, await Names(goes));
        Assert.Equal(("1 Main St", "PO Box 9"), (await Mail(stays), await Mail(goes)));
        Assert.Equal([goes], (await Candidates("rosi")).Patients.Where(person => person.Names.Any(name => name.Last == "Rosi")).Select(person => person.PatientId));
    }

    [Fact]
    public async Task An_address_of_a_merged_record_is_changed_and_ended_in_that_record_and_goes_back_with_it()
    {
        var (mailing, own) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Write(goes, mailing, null, "PO Box 9");
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        var changed = Guid.CreateVersion7();
        await Write(stays, changed, mailing, "PO Box 10");
        Assert.Equal("PO Box 10", await Mail(stays));
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM intake.patient_addresses WHERE id = '{changed}' UNION SELECT patient_id FROM intake.patient_changes WHERE field = 'mailing address'"));

        // The survivor's own counts before it, and is the survivor's alone.
        await Write(stays, own, null, "PO Box 5");
        Assert.Equal("PO Box 5", await Mail(stays));
        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        Assert.Equal(("PO Box 5", "PO Box 10"), (await Mail(stays), await Mail(goes)));

        Task Write(Guid patient, Guid id, Guid? replaces, string line) => clinic.In(async (ChangeAddresses change) => Assert.IsType<AddressChange.Done>(await change.Save(
            patient, await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => p.Version).SingleAsync()), id, replaces,
            new AddressSaid(AddressKinds.Mailing, line, "", "", "", null, null), wasMistake: false, "Said so", CancellationToken.None)));
    }

    [Fact]
    public async Task However_late_and_however_often_it_is_told_it_ends_as_the_register_says()
    {
        var chart = await clinic.WriteChart(goes, "other");
        var before = await Rows();
        var first = await clinic.MergeInto(stays, goes);
        await clinic.Unmerge(first);
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(before, await Rows());

        // Told of the second merge only after the first one's end was told again.
        var second = await clinic.MergeInto(stays, goes);
        await clinic.DeliverAgain();
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{chart.Visit}'"));

        await clinic.Unmerge(second);
        await clinic.DeliverAgain();
        await clinic.RunJobs();
        Assert.Equal(before, await Rows());

        // The other way round, and into a third: nothing is led on through a place that is not its own.
        var third = await clinic.Register(Person("Elena", "Rossi", "1990-06-21"), "M3");
        await clinic.Unmerge(await clinic.MergeInto(stays, goes));
        await clinic.MergeInto(third, stays);
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{chart.Visit}' UNION SELECT patient_id FROM documents.documents WHERE id = '{chart.Document}'"));
    }

    [Fact]
    public async Task What_a_task_asks_for_overtakes_no_merge()
    {
        var chart = await clinic.WriteChart(goes, "other");
        await clinic.Tell<IntakeDb>(new AppointmentTaskChanged(chart.Task, Guid.CreateVersion7()));
        await clinic.RunJobs();
        var merge = await clinic.MergeInto(stays, goes);

        // Told of the task before the schedule is told of the merge: it asks first how the two stand.
        await clinic.DeliverAgain();
        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{chart.Visit}' UNION SELECT patient_id FROM scheduling.appointment_requests WHERE task_id = '{chart.Task}'"));
        await clinic.RunJobs();
        await clinic.Unmerge(merge);
        await clinic.RunJobs();
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{chart.Visit}' UNION SELECT patient_id FROM scheduling.appointment_requests WHERE task_id = '{chart.Task}'"));
    }

    [Fact]
    public async Task What_came_since_stays_and_what_a_person_put_elsewhere_stays_there()
    {
        var chart = await clinic.WriteChart(goes, "other");
        var third = await clinic.Register(Person("Ana", "Ruiz"));
        var user = Guid.CreateVersion7();
        var refiled = await clinic.FileDocument(goes, "refiled", Guid.CreateVersion7(), user);
        var takenOut = await clinic.FileDocument(goes, "taken-out", Guid.CreateVersion7(), user);
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();

        var since = await clinic.BookVisit(stays, "since");
        var underOldName = await clinic.BookVisit(goes, "old-form");
        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{underOldName}'"));
        await clinic.Sql($"UPDATE intake.tasks SET patient_id = '{third}' WHERE id = '{chart.Task}'");
        await clinic.Sql($"UPDATE documents.documents SET state = 'review', patient_id = NULL WHERE id IN ('{refiled}', '{takenOut}')");
        await clinic.Sql($"UPDATE documents.documents SET state = 'filed', patient_id = '{stays}', subject_id = '{stays}' WHERE id = '{refiled}'");
        await clinic.Unmerge(merge);
        await clinic.RunJobs();

        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{since}'"));
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{underOldName}'"));
        Assert.Equal([third], await clinic.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{chart.Task}'"));
        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM documents.documents WHERE id = '{refiled}' UNION SELECT subject_id FROM documents.documents WHERE id = '{refiled}'"));
        Assert.Equal([null, goes], await clinic.Sql($"SELECT patient_id FROM documents.documents WHERE id = '{takenOut}' UNION ALL SELECT subject_id FROM documents.documents WHERE id = '{takenOut}'"));
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM documents.documents WHERE id = '{chart.Document}'"));
    }

    [Fact]
    public async Task Who_may_not_see_the_one_sees_neither_while_they_are_one()
    {
        var (mine, theirs) = (await clinic.WriteChart(stays, "own"), await clinic.WriteChart(goes, "other"));
        await Classify(goes, "behavioural");
        var merge = await clinic.MergeInto(stays, goes);
        Assert.Null(await clinic.As([], (IPatients patients) => patients.Find(stays)));
        await clinic.RunJobs();

        Assert.Equal(0, await SeenBy([], mine) + await SeenBy([], theirs));
        Assert.Equal(8, await SeenBy(["behavioural"], mine) + await SeenBy(["behavioural"], theirs));
        Assert.IsType<PatientUnmerged.NotCleared>(await clinic.As([], (UnmergePatients unmerge) => unmerge.Run(merge, "Two people", CancellationToken.None), stays, goes));

        // The survivor is opened to everybody only once what is the other's has left it.
        await clinic.Unmerge(merge);
        await clinic.RunJobs();
        Assert.Equal((4, 0), (await SeenBy([], mine), await SeenBy([], theirs)));
        Assert.Equal(4, await SeenBy(["behavioural"], theirs));
        Assert.Empty(await Problems());

        // What a person said of the class meanwhile holds for both.
        merge = await clinic.MergeInto(stays, goes);
        await Classify(stays, "part2");
        await clinic.Unmerge(merge);
        Assert.Equal(["part2", "part2"], await clinic.Sql($"SELECT access_class FROM intake.patients WHERE id IN ('{stays}', '{goes}')"));
    }

    [Fact]
    public async Task Each_record_keeps_the_class_that_is_its_own_through_chains_of_merges()
    {
        var third = await clinic.Register(Person("Elena", "Rossi", "1990-06-21"));
        await Classify(goes, "behavioural");
        var first = await clinic.MergeInto(stays, goes);
        var second = await clinic.MergeInto(stays, third);
        Assert.Equal(["behavioural", "behavioural", "behavioural"], await Classes(stays, goes, third));

        // The closed one leaves: the two that are left were open each by itself. When they part too, none is closed for what was merged once.
        await clinic.Unmerge(first);
        Assert.Equal(["standard", "behavioural", "standard"], await Classes(stays, goes, third));
        await clinic.Unmerge(second);
        Assert.Equal(["standard", "behavioural", "standard"], await Classes(stays, goes, third));
        Assert.Empty(await clinic.Sql($"SELECT id FROM intake.tasks WHERE title = '{WhatCame.Title}'"));
        Assert.Equal([5L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'patient.classified'"));

        // What a manager says while they are one is everybody's own, though it changes nothing at that moment.
        first = await clinic.MergeInto(stays, goes);
        second = await clinic.MergeInto(stays, third);
        await Classify(stays, "behavioural");
        await clinic.Unmerge(first);
        await clinic.Unmerge(second);
        Assert.Equal(["behavioural", "behavioural", "behavioural"], await Classes(stays, goes, third));
    }

    [Fact]
    public async Task What_came_meanwhile_is_listed_with_its_place_and_a_signed_form_is_put_to_the_other_record_and_back()
    {
        var before = await Form("before");
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromDays(2));
        var now = $"{clinic.Clock.GetUtcNow():O}";
        var letter = await clinic.Insert(
            "correspondence.letters", ("patient_id", stays), ("care_thread_id", Guid.CreateVersion7()), ("location_id", TestOrganization.Harbor.Id), ("template_code", "free-letter"), ("template_version", 1), ("subject", "About the echo"),
            ("language", "en"), ("blocks", "[]"), ("values", "[]"), ("state", "draft"), ("access_class", "standard"), ("drafted_at", now));
        var form = await Form("meanwhile");
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Form("after");

        Assert.Equal([("Letters", letter, $"/correspondence/letters/letter/{letter}"), (WhatCame.Forms, form, "/intake/check-in/visit/")], await Listed());

        // A form signed before is nobody's to move; one of meanwhile moves, once, and back.
        Assert.False(await Move(before, goes));
        Assert.False(await Move(form, Guid.CreateVersion7()));
        Assert.True(await Move(form, goes));
        Assert.True(await Move(form, goes));
        Assert.Equal([letter], (await Listed()).Select(item => item.Id));
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM intake.signed_forms WHERE id = '{form}'"));
        Assert.True(await Move(form, stays));
        Assert.Equal(2, (await Listed()).Count);
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'form.put-to-other-record'"));

        Task<Guid> Form(string word) => clinic.Insert(
            "intake.signed_forms", ("patient_id", stays), ("visit_id", Guid.CreateVersion7()), ("form_code", "privacy"), ("title", "Privacy"), ("strokes", "[]"), ("signed_by", word), ("at", $"{clinic.Clock.GetUtcNow():O}"));

        Task<bool> Move(Guid id, Guid to) => clinic.In((MoveSignedForm move) => move.Run(id, merge, to, CancellationToken.None));

        async Task<List<(string Kind, Guid Id, string Href)>> Listed()
        {
            var (made, back) = await clinic.In(async (IntakeDb db) => (await db.PatientMerges.AsNoTracking().SingleAsync(), await db.PatientUnmerges.AsNoTracking().SingleAsync()));
            var came = await clinic.In((CameSince since) => since.StillThere(made, back, CancellationToken.None));
            return [.. came.Items.Select(item => (item.Kind, item.Id, item.Kind == WhatCame.Forms ? item.Href[..23] : item.Href))];
        }
    }

    [Fact]
    public async Task The_survivor_of_a_closed_record_stays_closed_while_what_came_meanwhile_is_not_sorted()
    {
        await Classify(goes, "behavioural");
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromDays(40));
        var since = await clinic.BookVisit(stays, "since");
        await clinic.Sql($"UPDATE scheduling.visits SET entered_at = '{clinic.Clock.GetUtcNow():O}' WHERE id = '{since}'");

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        await clinic.RunJobs();

        Assert.Equal(["behavioural", "behavioural"], await Classes(stays, goes));
        var task = await clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().SingleAsync(one => one.Title == WhatCame.Title));
        Assert.Equal((stays, TestOrganization.Harbor.Id, "standard"), (task.PatientId!.Value, task.LocationId, task.AccessClass));
        Assert.StartsWith("Visits: ", task.Detail, StringComparison.Ordinal);
        Assert.Contains(WhatCame.SayAccess, task.Detail, StringComparison.Ordinal);
        Assert.Null(await clinic.As([], (Scheduling.Contracts.IVisits visits) => visits.Find(since)));
        await Classify(stays, "standard");
        Assert.NotNull(await clinic.As([], (Scheduling.Contracts.IVisits visits) => visits.Find(since)));
    }

    [Fact]
    public async Task What_was_made_of_what_came_along_goes_back_with_it()
    {
        var (mine, theirs) = (await clinic.WriteChart(stays, "own"), await clinic.WriteChart(goes, "other"));
        var visit = await clinic.BookVisit(goes, "second");
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        var (location, thread) = (TestOrganization.Harbor.Id, Guid.CreateVersion7());
        var made = new List<(string Table, string Key, Guid Id)>();
        async Task<Guid> Make(string table, params (string Column, object Value)[] values)
        {
            var id = await clinic.Insert(table, [("patient_id", stays), ("location_id", location), ("access_class", "standard"), .. values]);
            made.Add((table, "id", id));
            return id;
        }

        await Make("documents.orders", ("document_id", theirs.Document), ("ordinal", 2), ("kind", "imaging"), ("state", "ready"), ("standing", "told"), ("transcribed_at", "2026-03-01T12:00Z"));
        var task = await Make("intake.tasks", ("kind", "schedule"), ("title", "Schedule it"), ("state", "open"), ("document_id", theirs.Document), ("care_thread_id", thread), ("urgency", "routine"));
        var authorization = await Make("intake.authorizations", ("payer", "Acme"), ("codes", "[]"), ("diagnoses", "{}"), ("urgency", "standard"), ("state", "submitted"), ("task_id", task));
        var chase = await Make("intake.tasks", ("kind", "chase"), ("title", "Ask again"), ("state", "open"), ("authorization_id", authorization), ("care_thread_id", thread), ("urgency", "routine"));
        var request = await Make("scheduling.appointment_requests", ("task_id", task), ("urgency", "routine"), ("state", "booked"));
        var provider = await clinic.Insert("scheduling.providers", ("name", "Dr. New"), ("location_id", location));
        await Make("scheduling.visits", ("provider_id", provider), ("request_id", request), ("visit_type", "Check-up"), ("starts_at", "2026-03-03T15:00Z"), ("ends_at", "2026-03-03T15:30Z"), ("state", "booked"));
        Assert.IsType<CheckInStep.Taken>(await clinic.In((StepCheckIn step) => step.Run(visit, [CheckInSteps.Arrived], false, CancellationToken.None)));
        made.Add(("intake.check_ins", "visit_id", visit));
        Assert.IsType<PayerCaseSet.Done>(await clinic.In((SetPayerCase set) => set.Run(visit, stays, goes, 0, new PayerCaseSaid(CaseKinds.HealthPlan, null, "", "", "", ""), CancellationToken.None)));
        made.Add(("intake.visit_payer_cases", "visit_id", visit));

        // Of one's own, or put elsewhere by a person: it stays there.
        var own = await clinic.Insert("intake.tasks", ("kind", "schedule"), ("title", "Mine"), ("state", "open"), ("patient_id", stays), ("document_id", mine.Document), ("location_id", location), ("care_thread_id", thread), ("urgency", "routine"), ("access_class", "standard"));
        var third = await clinic.Register(Person("Ana", "Ruiz"));
        await clinic.Sql($"UPDATE intake.tasks SET patient_id = '{third}' WHERE id = '{chase}'");
        made.RemoveAll(one => one.Id == chase);

        await clinic.Unmerge(merge);
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        foreach (var (table, key, id) in made)
        {
            Assert.Equal((table, goes), (table, (Guid)(await clinic.Sql($"SELECT patient_id FROM {table} WHERE {key} = '{id}'"))[0]!));
        }

        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{own}'"));
        Assert.Equal([third], await clinic.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{chase}'"));
        Assert.Empty(await Problems());

        // Once is once: what a person then says stands, however often the end of the merge is told.
        await clinic.Sql($"UPDATE intake.tasks SET patient_id = '{stays}' WHERE id = '{task}'");
        await clinic.DeliverAgain();
        Assert.Equal([stays], await clinic.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{task}'"));
    }

    [Fact]
    public async Task Who_was_writing_when_a_merge_was_taken_back_is_fetched_and_the_next_merge_finds_nothing_in_its_way()
    {
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        var task = await clinic.Insert("intake.tasks", ("kind", "call"), ("title", "Before"), ("state", "open"), ("patient_id", stays), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", Guid.CreateVersion7()), ("urgency", "routine"), ("access_class", "standard"));
        await using (var connection = new NpgsqlConnection(clinic.OwnerConnectionString))
        {
            await connection.OpenAsync();
            await using var writing = await connection.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand($"UPDATE intake.tasks SET patient_id = '{goes}' WHERE id = '{task}'", connection, writing))
            {
                await command.ExecuteNonQueryAsync();
            }

            await clinic.Unmerge(merge);
            await writing.CommitAsync();
        }

        await clinic.RunJobs();
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{task}'"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM intake.carried_rows WHERE ended_at IS NULL"));
        await clinic.MergeInto(await clinic.Register(Person("Ana", "Ruiz")), stays);
        await clinic.RunJobs();
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM intake.tasks WHERE id = '{task}'"));
    }

    [Fact]
    public async Task Everybody_holds_the_lesser_record_first()
    {
        var (lesser, greater) = stays.CompareTo(goes) < 0 ? (stays, goes) : (goes, stays);
        await clinic.MergeInto(lesser, greater);
        await using var connection = new NpgsqlConnection(clinic.OwnerConnectionString);
        await connection.OpenAsync();
        await using var holding = await connection.BeginTransactionAsync();
        async Task<bool> Ask(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, holding);
            return await command.ExecuteScalarAsync() is true;
        }

        await Ask($"SELECT pg_advisory_xact_lock({JoinLocks.Subject}, hashtext('{lesser}')) IS NULL");
        var jobs = clinic.RunJobs();
        while (!jobs.IsCompleted && !await Ask($"SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = {JoinLocks.Subject} AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"))
        {
            await Task.Yield();
        }

        Assert.True(await Ask($"SELECT pg_try_advisory_xact_lock({JoinLocks.Subject}, hashtext('{greater}'))"));
        await holding.CommitAsync();
        await jobs;
    }

    [Fact]
    public async Task A_merged_record_is_changed_where_it_leads_to_and_answers_with_all_that_both_say()
    {
        var third = await clinic.Register(Person("Elena", "Rossi", "1990-06-21"), "M3");
        await clinic.MergeInto(stays, third);
        var candidate = (await Candidates("rossi")).Patients.Single(person => person.PatientId == stays);
        Assert.Equal([new DateOnly(1990, 6, 20), new DateOnly(1990, 6, 21)], candidate.BirthDates);
        Assert.Equal(["M1", "M3"], candidate.Mrns);

        var version = await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == third).Select(p => p.Version).SingleAsync());
        var edit = await clinic.In((ChangePatient change) => change.Run(third, version, Person("Elena", "Winter", "1990-06-21"), false, false, null, CancellationToken.None));
        Assert.Equal(stays, Assert.IsType<PatientEdit.Merged>(edit).IntoId);
    }

    [Fact]
    public async Task A_coverage_of_a_merged_record_is_ended_on_the_survivors_page_and_stays_that_records()
    {
        await clinic.MergeInto(stays, goes);
        var (version, coverage) = await clinic.In(async (IntakeDb db) => (
            await db.Patients.AsNoTracking().Where(p => p.Id == stays).Select(p => p.Version).SingleAsync(),
            await db.Patients.AsNoTracking().Where(p => p.Id == goes).SelectMany(p => p.Coverages).SingleAsync()));
        var said = CoverageSaid.Of(coverage) with { ValidTo = new DateOnly(2026, 2, 1) };
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<CoverageChange.Done>(await clinic.In((ChangeCoverages change) => change.Run(stays, version, coverage.Id, said, null, CancellationToken.None)));

        Assert.Equal(["2026-02-01"], await clinic.Sql($"SELECT valid_to::text FROM intake.patient_coverages WHERE patient_id = '{goes}'"));
        Assert.Equal([goes], await clinic.Sql("SELECT patient_id FROM intake.patient_changes WHERE field = 'coverage' AND via = 'edit'"));
        Assert.IsType<CoverageChange.ChangedMeanwhile>(await clinic.In((ChangeCoverages change) => change.Run(stays, version, coverage.Id, null, null, CancellationToken.None)));
    }

    [Fact]
    public async Task What_is_so_with_a_merged_record_holds_for_the_person_until_it_is_said_otherwise_and_two_that_contradict_are_not_merged()
    {
        await So(goes, new Circumstances(null, "the family", "", "Italian", "PO Box 9"));
        await So(stays, new Circumstances(null, "", "", "", "PO Box 5"));
        Assert.Equal("confidential address", Assert.IsType<PatientMerged.Contradicting>(await clinic.Run(await clinic.MergingOf(stays, goes))).Field);
        await So(stays, new Circumstances(null, "", "", "", ""));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.MergeInto(stays, goes);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        var shown = (await clinic.In((IPatients patients) => patients.Find(stays)))!;
        Assert.Equal(("PO Box 9", true, true), (shown.Address, shown.IsAddressConfidential, shown.IsDeceased));
        var warnings = await clinic.In((LoadWarnings load) => load.Of(stays, CancellationToken.None));
        Assert.StartsWith("Deceased (the family)", warnings.Deceased, StringComparison.Ordinal);
        Assert.Contains("Needs an interpreter: Italian", warnings.Others);

        await So(stays, new Circumstances(null, "", "", "Italian", ""));
        Assert.Equal((false, false), await clinic.In(async (IPatients patients) => (await patients.Find(stays)) is { } now ? (now.IsAddressConfidential, now.IsDeceased) : (true, true)));
    }

    [Fact]
    public async Task What_is_said_while_merged_is_the_survivors_alone_and_parted_each_has_its_own_again()
    {
        await So(goes, new Circumstances(null, "", "Father must not be told", "Italian", ""));
        var before = await Own(goes);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var merge = await clinic.MergeInto(stays, goes);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        // Seen as one, the address is said and the interpreter taken away; custody is left as it is shown.
        await So(stays, new Circumstances(null, "", "Father must not be told", "", "PO Box 7"));
        Assert.Equal(before, await Own(goes));
        var shown = (await clinic.In((IPatients patients) => patients.Find(stays)))!;
        Assert.Equal(("PO Box 7", true), (shown.Address, shown.IsAddressConfidential));
        var others = (await clinic.In((LoadWarnings load) => load.Of(stays, CancellationToken.None))).Others;
        Assert.Contains("Custody: Father must not be told", others);
        Assert.DoesNotContain(others, line => line.StartsWith("Needs an interpreter", StringComparison.Ordinal));
        Assert.Equal(["confidential address", "interpreter"], await clinic.In((IntakeDb db) => db.PatientChanges.Where(c => c.PatientId == stays && c.Why == "Said the family").OrderBy(c => c.Field).Select(c => c.Field).ToListAsync()));

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        Assert.Equal(before, await Own(goes));
        Assert.Equal(new Circumstances(null, "", "", "", "PO Box 7"), await Own(stays));
        Assert.False((await clinic.In((IPatients patients) => patients.Find(goes)))!.IsAddressConfidential);

        // Merged again, what the other record says counts anew: nobody has said otherwise since.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.MergeInto(stays, goes);
        Assert.Contains("Needs an interpreter: Italian", (await clinic.In((LoadWarnings load) => load.Of(stays, CancellationToken.None))).Others);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_and_nothing_is_stored()
    {
        var said = await clinic.MergingOf(stays, goes);
        Assert.IsType<PatientMerged.SameRecord>(await clinic.Run(said with { MergedId = stays }));
        Assert.IsType<PatientMerged.Unknown>(await clinic.Run(said with { MergedId = Guid.CreateVersion7() }));
        Assert.IsType<PatientMerged.ChangedMeanwhile>(await clinic.Run(said with { MergedVersion = said.MergedVersion + 1 }));
        Assert.IsType<PatientUnmerged.Unknown>(await clinic.Unmerge(Guid.CreateVersion7()));
        await Classify(goes, "behavioural");
        said = await clinic.MergingOf(stays, goes);
        Assert.IsType<PatientMerged.Unknown>(await clinic.As([], (MergePatients merge) => merge.Run(said, CancellationToken.None)));
        Assert.IsType<PatientMerged.NotCleared>(await clinic.As([], (MergePatients merge) => merge.Run(said, CancellationToken.None), goes));
        await Classify(stays, "part2");
        Assert.IsType<PatientMerged.TwoClasses>(await clinic.Run(await clinic.MergingOf(stays, goes)));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM intake.patient_merges"));
        await Classify(stays, "standard");
        await Classify(goes, "standard");

        // Asked at once from both sides, it is done once; sent twice it is what it was.
        var both = await Task.WhenAll((await Task.WhenAll(Enumerable.Range(0, 6).Select(number => clinic.MergingOf(number % 2 == 0 ? stays : goes, number % 2 == 0 ? goes : stays)))).Select(clinic.Run));
        Assert.Single(both, merged => merged is PatientMerged.Done);
        Assert.All(both, merged => Assert.True(merged is PatientMerged.Done or PatientMerged.MergedAlready or PatientMerged.ChangedMeanwhile));
        var (merge, survivor) = await clinic.In((IntakeDb db) => db.PatientMerges.Select(m => new ValueTuple<Guid, Guid>(m.Id, m.SurvivorId)).SingleAsync());
        var again = await clinic.MergingOf(survivor, survivor == stays ? goes : stays) with { Id = merge };
        Assert.IsType<PatientMerged.Done>(await clinic.Run(again));

        var third = await clinic.Register(Person("Ana", "Ruiz"));
        Assert.IsType<PatientMerged.OthersLeadThere>(await clinic.Run(await clinic.MergingOf(third, survivor)));
        Assert.IsType<PatientMerged.MergedAlready>(await clinic.Run(await clinic.MergingOf(third, again.MergedId)));
        Assert.IsType<PatientMerged.Done>(await clinic.Run(await clinic.MergingOf(survivor, third)));
        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        Assert.Equal(["patient.merged", "patient.merged", "patient.unmerged"], (await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE 'patient.%merged' ORDER BY at, id")).Cast<string>().Order());
    }

    [Fact]
    public async Task Money_of_a_visit_that_came_along_goes_back_with_it_and_a_prepayment_used_across_is_asked_about_first()
    {
        var visit = await clinic.BookVisit(goes, "other");
        var session = await Pay(goes, null, 5000);
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        var shown = await clinic.In((Scheduling.Contracts.IVisits visits) => visits.Find(visit));
        Assert.Equal((stays, goes), (shown!.PatientId, shown.BookedForId));
        await clinic.Charge(shown.BookedForId!.Value, visit, 1500);
        Done(await clinic.Take(new Taking(Guid.CreateVersion7(), shown.BookedForId!.Value, visit, session, 1500, PaymentMethods.Cash)));
        Assert.Equal(0, (await clinic.Account(stays)).Owed(visit));

        var own = Guid.CreateVersion7();
        await clinic.Charge(stays, own, 2000);
        var used = Done(await clinic.Apply(stays, own, 2000));
        Assert.IsType<PatientUnmerged.MoneyIsMixed>(await clinic.Unmerge(merge));
        Done(await clinic.Void(used.Id));

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        var (mine, theirs) = (await clinic.Account(stays), await clinic.Account(goes));
        Assert.Equal((0L, 5000L), (mine.Prepaid, theirs.Prepaid));
        Assert.NotNull(theirs.ChargeOf(visit));
        Assert.Null(mine.ChargeOf(visit));
    }

    [Fact]
    public async Task What_the_desks_page_charges_takes_and_signs_is_all_of_the_visits_own_record_and_goes_back_with_it()
    {
        var visit = await clinic.BookVisit(goes, "other");
        var session = await clinic.Open(await clinic.AddDrawer("Window 7"));
        var mother = await clinic.Insert("intake.related_people", ("patient_id", goes), ("name", "Rosa Rossi"), ("relation", "parent"), ("may_pay", true), ("may_consent", true));
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        Assert.IsType<RedirectResult>(await Desk(new PaymentForm { EntryId = Guid.CreateVersion7(), ChargeId = Guid.CreateVersion7(), CoPay = "15.00", Evidence = "The card" }, page => page.OnPostCharge(visit, CancellationToken.None)));
        var paying = new PaymentForm { EntryId = Guid.CreateVersion7(), ChargeId = Guid.CreateVersion7(), SessionId = session, Amount = "15.00", PaidBy = $"{mother}" };
        Assert.IsType<RedirectResult>(await Desk(paying, page => page.OnPostPay(visit, CancellationToken.None)));
        Assert.IsType<RedirectResult>(await Desk(new PaymentForm(), page => page.OnPostSign(visit, Guid.CreateVersion7(), "privacy", $"{mother}", null, null, "[[[10,20],[30,40],[60,20],[90,50],[120,20]],[[10,90],[200,95]]]", CancellationToken.None)));

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));

        var (mine, theirs) = (await clinic.Account(stays), await clinic.Account(goes));
        Assert.Empty(mine.Entries);
        Assert.Equal((1500, 0L), (theirs.ChargeOf(visit)!.Cents, theirs.Owed(visit)));
        Assert.Equal(["Paid by Rosa Rossi (parent)"], await clinic.Sql("SELECT evidence FROM intake.ledger_entries WHERE kind = 'payment'"));
        Assert.Equal([goes], await clinic.Sql("SELECT patient_id FROM intake.signed_forms WHERE signed_by = 'Rosa Rossi (parent)'"));
    }

    [Fact]
    public async Task What_is_said_of_reminders_while_merged_is_the_survivors_alone()
    {
        await Remind(goes, false);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.In(async (IntakeDb db) =>
        {
            db.ContactPreferences.Add(new ContactPreference { Id = Guid.CreateVersion7(), PatientId = goes, Email = false, Phone = true, Voicemail = "none", At = clinic.Clock.GetUtcNow() });
            await db.SaveChangesAsync();
        });
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var merge = await clinic.MergeInto(stays, goes);
        Assert.False(await MayMail(stays));
        Assert.Equal(ContactSaid.Nothing with { Email = false, Phone = true, Voicemail = "none" }, await clinic.In((KnowPreferences know) => know.Of(stays, CancellationToken.None)));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        await Remind(stays, true);
        Assert.True(await MayMail(stays));
        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));

        Assert.Equal((true, false), (await MayMail(stays), await MayMail(goes)));
        Assert.Equal("none", (await clinic.In((KnowPreferences know) => know.Of(goes, CancellationToken.None))).Voicemail);

        Task<bool?> MayMail(Guid of) => clinic.In((KnowPreferences know) => know.MayMail(of, CancellationToken.None));

        Task<IActionResult> Remind(Guid of, bool allowed) =>
            clinic.In((IServiceProvider services) => DeskPage.Of(services, ActivatorUtilities.CreateInstance<RemindersModel>(services)).OnPost(of, allowed, CancellationToken.None));
    }

    [Fact]
    public async Task The_desks_page_shows_the_card_images_of_the_record()
    {
        var visit = await clinic.BookVisit(stays, "own");
        var card = await clinic.FileDocument(stays, "card", Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.FileDocument(stays, "order", Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.Sql($"UPDATE documents.documents SET type = 'insurance_card' WHERE id = '{card}'");
        await clinic.Sql($"UPDATE documents.pages SET image_hash = 'face' WHERE document_id = '{card}'");

        var shown = await clinic.In(async (IServiceProvider services) =>
        {
            var page = DeskPage.Open(services);
            await page.OnGet(visit, CancellationToken.None);
            return page.Cards;
        });

        Assert.Equal((card, 1), shown.Select(one => (one.DocumentId, one.PageIds.Count)).Single());
        Assert.Equal([1L], await clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'check-in.viewed' AND '{card}'::uuid = ANY(result_ids)"));
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'restricted' WHERE id = '{card}'");
        Assert.Empty(await clinic.As([], (ClinicOps.Documents.Contracts.IPatientDocuments documents) => documents.Cards(stays, 2)));
    }

    [Fact]
    public async Task Referrals_people_notes_codings_and_coverage_that_came_meanwhile_are_listed_too()
    {
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var merge = await clinic.MergeInto(stays, goes);
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        var (visit, now) = (await clinic.BookVisit(stays, "since"), $"{clinic.Clock.GetUtcNow():O}");
        var location = TestOrganization.Harbor.Id;
        var referral = await clinic.Insert(
            "intake.referrals", ("patient_id", stays), ("direction", "in"), ("state", "received"), ("document_id", Guid.CreateVersion7()), ("urgency", "routine"), ("location_id", location), ("access_class", "standard"), ("started_at", now));
        var note = await clinic.Insert("intake.patient_notes", ("patient_id", stays), ("is_alert", true), ("text", "Latex allergy"), ("at", now));
        await clinic.Insert("intake.visit_codings", ("visit_id", visit), ("patient_id", stays), ("location_id", location), ("access_class", "standard"), ("state", "draft"));
        await clinic.Insert("intake.coding_events", ("visit_id", visit), ("what", "saved"), ("at", now));
        var asked = await clinic.Insert("intake.eligibility_checks", ("patient_id", stays), ("visit_id", visit), ("way", "phone"), ("trace", "T1"), ("at", now), ("by", Guid.CreateVersion7()));
        await clinic.Insert("intake.eligibility_checks", ("patient_id", stays), ("visit_id", visit), ("way", "clearinghouse"), ("trace", "T2"), ("at", now));
        var version = await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == stays).Select(p => p.Version).SingleAsync());
        var sister = new SaidOfPerson("Ida Rossi", "sibling", "", "", MayPay: false, MayConsent: false, MayBeTold: true, ReceivesMail: false, "");
        Assert.IsType<PeopleChange.Done>(await clinic.In((ChangePeople change) => change.Person(stays, version, Guid.CreateVersion7(), sister, "Said the patient", CancellationToken.None)));
        clinic.Clock.Advance(TimeSpan.FromDays(1));

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));

        var (made, back) = await clinic.In(async (IntakeDb db) => (await db.PatientMerges.AsNoTracking().SingleAsync(), await db.PatientUnmerges.AsNoTracking().SingleAsync()));
        var came = await clinic.In((CameSince since) => since.StillThere(made, back, CancellationToken.None));
        Assert.Equal(["Referrals", "Codings", "Coverage asked about", "Notes and alerts", "Changes of the record"], came.ByKind.Select(kind => kind.Key));
        Assert.All((Guid[])[referral, note, visit, asked], id => Assert.Contains(came.Items, item => item.Id == id));
        Assert.Contains("Ida Rossi", came.Items.Single(item => item.Kind == "Changes of the record").What, StringComparison.Ordinal);
        Assert.Single(await clinic.Sql($"SELECT 1 FROM intake.tasks WHERE title = '{WhatCame.Title}' AND detail LIKE '%Referrals%'"));
    }

    [Fact]
    public async Task Duplicates_are_suggested_by_name_and_date_or_number_and_a_namesake_is_not()
    {
        var namesake = await clinic.Register(Person("Elena", "Rossi", "1955-01-05"));
        var sharesPhone = await clinic.Register(Person("Elena", "Rossi", "1955-01-05") with { Phone = "419-555-0150" });
        await clinic.Register(Person("Marco", "Rossi"));

        var found = (await clinic.In((SuggestDuplicates suggest) => suggest.Of(stays, CancellationToken.None)))!;

        Assert.Equal([goes, sharesPhone], found.Found.Select(duplicate => duplicate.Patient.Id));
        Assert.Contains("birth date", found.Found[0].Agrees);
        Assert.Equal(["birth date"], found.Found[1].Differs);
        Assert.DoesNotContain(namesake, found.Found.Select(duplicate => duplicate.Patient.Id));
        await clinic.MergeInto(stays, goes);
        Assert.Equal([sharesPhone], (await clinic.In((SuggestDuplicates suggest) => suggest.Of(stays, CancellationToken.None)))!.Found.Select(duplicate => duplicate.Patient.Id));
        Assert.Null(await clinic.In((SuggestDuplicates suggest) => suggest.Of(goes, CancellationToken.None)));
    }

    /// <summary>Every row of every table of the house, but what tells of merging, and who touched a patient last.</summary>
    private async Task<string?> Mail(Guid patient) => (await clinic.In((IPatients patients) => patients.Find(patient)))!.Address;

    private async Task<IReadOnlyList<string>> Rows()
    {
        var tables = (await clinic.Sql("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('intake', 'documents', 'scheduling', 'correspondence') ORDER BY 1")).Cast<string>();
        var kept = tables.Where(table => !Told.Contains(table.Split('.')[1]) && !table.EndsWith("__migrations", StringComparison.Ordinal));
        return [.. (await clinic.Sql(string.Join(" UNION ALL ", kept.Select(table => $"SELECT '{table} ' || (to_jsonb(t) - '{(table == "intake.patients" ? "changed_at" : "")}' - '{(table == "intake.patients" ? "changed_by" : "")}')::text FROM {table} t")))).Cast<string>().Order(StringComparer.Ordinal)];
    }

    /// <summary>Every column of the house that names the patient somewhere.</summary>
    private async Task<IReadOnlyList<string>> Names(Guid patient)
    {
        var columns = (await clinic.Sql(
            """
            SELECT n.nspname || '.' || c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('intake', 'documents', 'scheduling', 'correspondence') AND c.relkind = 'r' AND a.atttypid = 'uuid'::regtype AND a.attname ~ '(patient|subject)_id$'
            """)).Cast<string>().ToList();
        var found = await clinic.Sql(string.Join(" UNION ALL ", columns.Select(column => column.Split('.')).Select(part =>
            $"SELECT '{part[0]}.{part[1]}.{part[2]}' WHERE EXISTS (SELECT FROM {part[0]}.{part[1]} WHERE {part[2]} = '{patient}')")));
        return [.. found.Cast<string>().Order(StringComparer.Ordinal)];
    }

    /// <summary>What stays with a record, of what this patient has.</summary>
    private Task<IReadOnlyList<string>> Staying() => Task.FromResult<IReadOnlyList<string>>([.. new[]
    {
        "documents.filings.patient_id", "intake.eligibility_checks.patient_id", "intake.eligibility_states.patient_id", "intake.ledger_entries.patient_id", "intake.patient_addresses.patient_id", "intake.patient_coverages.patient_id", "intake.patient_names.patient_id",
        "intake.patient_phones.patient_id", "intake.referral_packets.patient_id",
    }.Order(StringComparer.Ordinal)]);

    private async Task<IReadOnlyList<string>> Problems()
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var problems = new List<string>();
        foreach (var verification in scope.ServiceProvider.GetServices<IVerification>())
        {
            // Pages and letters of these charts have no bytes: what is asked here is whose they are.
            problems.AddRange((await verification.Problems(CancellationToken.None)).Where(problem => problem.Contains("filed", StringComparison.Ordinal) || problem.Contains("class", StringComparison.Ordinal) || problem.Contains("used", StringComparison.Ordinal)));
        }

        return problems;
    }

    private Task<CandidateSet> Candidates(string last) => clinic.In((IPatientRegister register) => register.FindCandidates(new MatchQuery([new NamePair("elena", last)], [], [], [], [], []), CancellationToken.None));

    /// <summary>Of document, visit, letter and task how many this user sees.</summary>
    private async Task<int> SeenBy(string[] cleared, Chart chart)
    {
        var patient = (Guid)(await clinic.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{chart.Visit}'"))[0]!;
        return (await clinic.As(cleared, (ClinicOps.Documents.Contracts.IPatientDocuments documents) => documents.OfPatient(patient))).Count(document => document.Id == chart.Document)
            + (await clinic.As(cleared, (Scheduling.Contracts.IVisits visits) => visits.OfPatient(patient))).Count(visit => visit.Id == chart.Visit)
            + (await clinic.As(cleared, (ClinicOps.Correspondence.Contracts.ILetters letters) => letters.OfPatient(patient))).Count(letter => letter.Id == chart.Letter)
            + (await clinic.As(cleared, (ITasks tasks) => tasks.Find(chart.Task)) is null ? 0 : 1);
    }

    private async Task Classify(Guid patient, string accessClass)
    {
        var version = await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => p.Version).SingleAsync());
        Assert.IsType<Intake.Access.Classification.Done>(await clinic.In((Intake.Access.ClassifyPatient classify) => classify.Run(patient, version, accessClass, "needs it", CancellationToken.None)));
        await clinic.RunJobs();
    }

    private async Task<IReadOnlyList<string>> Classes(params Guid[] patients)
    {
        var all = await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().ToDictionaryAsync(patient => patient.Id, patient => patient.AccessClass));
        return [.. patients.Select(id => all[id])];
    }

    /// <summary>What the record itself says, without what others merged into it say.</summary>
    private Task<Circumstances> Own(Guid patient) => clinic.In(async (IntakeDb db) => Circumstances.Of(await db.Patients.AsNoTracking().SingleAsync(p => p.Id == patient)));

    private async Task So(Guid patient, Circumstances said)
    {
        var version = await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => p.Version).SingleAsync());
        Assert.IsType<PeopleChange.Done>(await clinic.In((ChangePeople change) => change.Circumstances(patient, version, said, "Said the family", CancellationToken.None)));
    }

    private Task<IActionResult> Desk(PaymentForm form, Func<CheckInVisitModel, Task<IActionResult>> act) => clinic.In((IServiceProvider services) =>
    {
        var page = DeskPage.Open(services);
        page.Form = form;
        return act(page);
    });

    /// <summary>Into a drawer of its own.</summary>
    private async Task<Guid> Pay(Guid patient, Guid? visit, int cents)
    {
        var session = await clinic.Open(await clinic.AddDrawer($"Window {Guid.CreateVersion7()}"));
        if (visit is { } of)
        {
            await clinic.Charge(patient, of, cents);
        }

        Done(await clinic.Take(new Taking(Guid.CreateVersion7(), patient, visit, session, cents, PaymentMethods.Cash)));
        return session;
    }
}
