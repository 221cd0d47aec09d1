using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Patients;

public sealed class HowToReachTests(TestCluster cluster)
{
    private static readonly ContactSaid Said = new(false, true, null, null, ContactChannels.Email, "call-back", "after 4 pm");

    [Fact]
    public async Task What_a_patient_says_of_being_reached_is_kept_with_who_and_why_told_to_who_calls_and_obeyed_by_reminders()
    {
        await using var clinic = await IntakeClinic.Open(cluster);
        var patient = await clinic.Register(IntakeClinic.Person("Elena", "Rossi") with { Phone = "(207) 555-0100", OtherPhone = "(207) 555-0199", Email = "elena@patient.example" });
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var numbers = (await clinic.Sql($"SELECT id FROM intake.patient_phones WHERE patient_id = '{patient}' ORDER BY id")).Select(id => (Guid)id!).ToList();
        var version = await Version(patient);

        Assert.IsType<PeopleChange.NotUnderstood>(await Change(version, Said with { Preferred = ContactChannels.Phone }));
        Assert.IsType<PeopleChange.NotUnderstood>(await Change(version, Said with { Voicemail = "sing" }));
        Assert.IsType<PeopleChange.Done>(await Change(version, Said));
        Assert.IsType<PeopleChange.Done>(await Change(version, Said)); // sent twice
        Assert.IsType<PeopleChange.ChangedMeanwhile>(await Change(version, Said with { BestTime = "never" }));

        Assert.Single(await clinic.Sql("SELECT 1 FROM intake.contact_preferences"));
        Assert.Equal("elena@patient.example", (await Preferences((IContactPreferences known) => known.ReminderReader(patient)))!.Address);
        var reach = (await Preferences((IContactPreferences known) => known.HowToReach([patient])))[patient];
        Assert.True(reach.NoCalls);
        Assert.Equal(
            [
                "No phone calls.", "Best reached by e-mail.", "Voicemail: the number to call back, and nothing else.", "Best time to call: after 4 pm.",
                "Numbers: (207) 555-0199; (207) 555-0100 (work, ask for Rosa).",
            ],
            reach.Words);
        Assert.Equal(
            ["contact: best time to call||after 4 pm", "contact: e-mail||wanted", "contact: phone calls||not wanted", "contact: preferred||E-mail", "contact: voicemail||Voicemail: the number to call back, and nothing else.", "phone number|(207) 555-0100|(207) 555-0100 (work, ask for Rosa)"],
            await clinic.Sql("SELECT field || '|' || old || '|' || new FROM intake.patient_changes WHERE why = 'Said so at the desk' ORDER BY field"));

        // Who may be called is called at their own number first, at work then; where nobody asked what may be left, no more than the number to call back.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        version = await Version(patient);
        Assert.IsType<PeopleChange.Done>(await Change(version, Said with { Phone = true, Post = false, Voicemail = "" }));
        var called = (await Preferences((IContactPreferences known) => known.HowToReach([patient])))[patient];
        Assert.Equal((false, true), (called.NoCalls, called.NoPost));
        Assert.Equal(
            [
                "No mail by post.", "Best reached by e-mail.", "Voicemail: nobody has asked, so leave the number to call back, and nothing else.", "Best time to call: after 4 pm.",
                "Call (207) 555-0199, else (207) 555-0100 (work, ask for Rosa).",
            ],
            called.Words);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        version = await Version(patient);
        Assert.IsType<PeopleChange.Done>(await Change(version, Said));

        // What was said of a number goes where the number goes, and away with it.
        await clinic.Edit(patient, new PatientDetails { Phone = "207-555-0199", OtherPhone = "207-555-0100" });
        Assert.Equal(["207-555-0199||", "207-555-0100|work|ask for Rosa"], await clinic.Sql($"SELECT written || '|' || kind || '|' || note FROM intake.patient_phones WHERE patient_id = '{patient}' ORDER BY id"));
        await clinic.Edit(patient, new PatientDetails { OtherPhone = "207-555-0177" });
        Assert.Equal(["207-555-0199||", "207-555-0177||"], await clinic.Sql($"SELECT written || '|' || kind || '|' || note FROM intake.patient_phones WHERE patient_id = '{patient}' ORDER BY id"));

        // A number is behind the others also where the clock was ahead once, and was put back since.
        await clinic.Edit(patient, new PatientDetails { OtherPhone = "" });
        await clinic.Sql($"UPDATE intake.patient_phones SET id = 'ffffffff-ffff-7fff-8fff-0000ffffffff' WHERE patient_id = '{patient}'");
        await clinic.Edit(patient, new PatientDetails { OtherPhone = "207-555-0123" });
        Assert.Equal(["207-555-0199", "207-555-0123"], await clinic.Sql($"SELECT written FROM intake.patient_phones WHERE patient_id = '{patient}' ORDER BY id"));

        // In passing: no e-mail any more. What else was said stays, and e-mail is no longer what is preferred. Who had the whole of it open is told, and writes nothing over it.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        version = await Version(patient);
        var (_, written) = await clinic.In((ChangePeople change) => change.Reminders(patient, allowed: false, CancellationToken.None));
        Assert.Equal((true, null), await clinic.In((ChangePeople change) => change.Reminders(patient, allowed: false, CancellationToken.None)));
        Assert.Null(await Preferences((IContactPreferences known) => known.ReminderReader(patient)));
        Assert.Equal(Said with { Email = false, Preferred = "" }, await Preferences((KnowPreferences known) => known.Of(patient, CancellationToken.None)));
        Assert.IsType<PeopleChange.ChangedMeanwhile>(await Change(version, Said with { BestTime = "mornings" }));
        Assert.Equal(["No phone calls.", "No e-mail.", "Voicemail: the number to call back, and nothing else.", "Best time to call: after 4 pm."], (await Preferences((LoadWarnings warnings) => warnings.Of(patient, CancellationToken.None))).Reach);

        // Taken back, all is as it was, what is preferred too; but not what was said since.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var (_, back) = await clinic.In((ChangePeople change) => change.TakeRemindersBack(patient, written!.Value, CancellationToken.None));
        Assert.NotNull(back);
        Assert.Equal(Said, await Preferences((KnowPreferences known) => known.Of(patient, CancellationToken.None)));
        Assert.Equal((true, null), await clinic.In((ChangePeople change) => change.TakeRemindersBack(patient, written!.Value, CancellationToken.None)));

        // Of many who say it at once, each is written after the one before, and none is lost.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(at => clinic.In((ChangePeople change) => change.Reminders(patient, allowed: at % 2 == 1, CancellationToken.None))));
        Assert.Equal((await Preferences((KnowPreferences known) => known.Of(patient, CancellationToken.None))).Email, (await clinic.Sql($"SELECT new = 'wanted' FROM intake.patient_changes WHERE patient_id = '{patient}' AND field = 'contact: e-mail' ORDER BY at DESC, id DESC LIMIT 1"))[0]);

        // Words about health by e-mail are asked for by themselves: nobody asked; then yes, which stays where no reminders are wanted; then no.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        version = await Version(patient);
        Assert.Null(await Preferences((IContactPreferences known) => known.WantsHealthByEmail(patient)));
        Assert.IsType<PeopleChange.Done>(await Change(version, Said with { HealthByEmail = true }));
        Assert.True(await Preferences((IContactPreferences known) => known.WantsHealthByEmail(patient)));
        Assert.Contains("Words about health may be e-mailed.", (await Preferences((IContactPreferences known) => known.HowToReach([patient])))[patient].Words);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.In((ChangePeople change) => change.Reminders(patient, allowed: false, CancellationToken.None));
        Assert.True(await Preferences((IContactPreferences known) => known.WantsHealthByEmail(patient)));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        version = await Version(patient);
        Assert.IsType<PeopleChange.Done>(await Change(version, Said with { HealthByEmail = false }));
        Assert.False(await Preferences((IContactPreferences known) => known.WantsHealthByEmail(patient)));
        Assert.Equal(["not wanted", "wanted"], await clinic.Sql($"SELECT new FROM intake.patient_changes WHERE patient_id = '{patient}' AND field = 'contact: words about health by e-mail' ORDER BY new"));

        Task<PeopleChange> Change(uint of, ContactSaid said) =>
            clinic.In((ChangePeople change) => change.Contact(patient, of, said, [new PhoneSaid(numbers[0], "work", "ask for Rosa"), new PhoneSaid(Guid.CreateVersion7(), "home", "")], "Said so at the desk", CancellationToken.None));

        Task<uint> Version(Guid of) => clinic.In((IntakeDb db) => db.Patients.Where(known => known.Id == of).Select(known => known.Version).SingleAsync());

        Task<TResult> Preferences<T, TResult>(Func<T, Task<TResult>> ask)
            where T : notnull => clinic.In(ask);
    }

    /// <summary>A wish that is narrower holds; what was said last of the rest.</summary>
    [Fact]
    public void Of_two_records_of_one_person_a_no_of_either_counts_and_the_voicemail_that_says_less()
    {
        var earlier = new ContactSaid(true, null, false, null, ContactChannels.Post, "none", "mornings");
        var later = new ContactSaid(false, true, true, null, "", "details", "");

        Assert.Equal(new ContactSaid(false, true, false, null, ContactChannels.Post, "none", "mornings"), earlier.And(later));
        Assert.False((earlier with { HealthByEmail = true }).And(later with { HealthByEmail = false }).HealthByEmail);
        Assert.True((earlier with { HealthByEmail = true }).And(later).HealthByEmail);
        Assert.Equal("", (later with { Preferred = ContactChannels.Phone, Phone = true }).And(earlier with { Phone = false, Preferred = "" }).Preferred);
    }
}
