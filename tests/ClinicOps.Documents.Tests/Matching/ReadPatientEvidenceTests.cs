using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Matching;

public sealed class ReadPatientEvidenceTests
{
    private static readonly DateOnly Today = new(2025, 3, 17);

    [Theory]
    [InlineData("Patient: Rossi, Elena M")]
    [InlineData("Patient Name: Elena M Rossi")]
    [InlineData("PATIENT NAME : Rossi, Elena M")]
    [InlineData("Pt. Name: Elena M Rossi")]
    [InlineData("Pt: Elena M. Rossi")]
    [InlineData("RE: Elena M Rossi")]
    [InlineData("Regarding: Ms. Elena M Rossi")]
    [InlineData("Member: Elena M Rossi")]
    [InlineData("Client Name: ROSSI, ELENA M")]
    [InlineData("Patlent Name: Elena M Rossi")]
    [InlineData("Patient Name (Last, First, MI): Rossi, Elena M")]
    [InlineData("Patient Name   Rossi, Elena M")]
    [InlineData("Patient's Name: Elena M Rossi")]
    [InlineData("Patient/Client: Elena M Rossi")]
    [InlineData("Individual: Elena M Rossi")]
    [InlineData("Patient: Rossi. Elena M")]
    public void The_name_is_read_behind_every_usual_label(string line)
    {
        var evidence = Read(Page("Harbor Clinic", line, "DOB: 06/20/1990"));

        var name = Assert.Single(evidence.Names).Name;
        Assert.Equal(("ELENA", "M", "ROSSI"), (name.First.ToUpperInvariant(), name.Middle, name.Last.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("Physician Order")]
    [InlineData("PROVIDER ORDERS")]
    [InlineData("Doctor Visit")]
    public void A_heading_that_begins_with_a_role_makes_nobody_elses_block_of_the_lines_below(string heading)
    {
        var evidence = Read(Page("Harbor Clinic", heading, "Report Date: 03/01/2025", "Patient: Elena M Rossi", "DOB: 06/20/1990"));
        var inParts = Read(Page("Harbor Clinic", heading, "Report Date: 03/01/2025", "Last Name: Rossi", "First Name: Elena", "Date of Birth: 06/20/1990"));

        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(inParts.BirthDates).Date);
        Assert.Equal("Rossi", Assert.Single(inParts.Names).Name.Last);
    }

    [Theory]
    [InlineData("Subscriber               Patient Information", "Name: Carla Rossi         Name: Elena M Rossi", "DOB: 11/24/1957           DOB: 06/20/1990")]
    [InlineData("PATIENT                  GUARANTOR", "Name: Elena M Rossi       Name: Carla Rossi", "DOB: 06/20/1990           DOB: 11/24/1957")]
    [InlineData("Patient                  Emergency Contact", "Full Name: Elena M Rossi  Name: Carla Rossi", "Born: 06/20/1990          Phone: (419) 555-0150")]
    [InlineData("Policy Holder            Patient", "Name: Carla Rossi         Name: Elena M Rossi", "Phone: (419) 555-0150     DOB/Sex: 06/20/1990 F")]
    public void Of_two_people_side_by_side_each_field_is_that_of_the_head_of_its_column(params string[] lines)
    {
        var evidence = Read(Page(["Harbor Clinic", .. lines]));

        Assert.Equal("Elena", Assert.Single(evidence.Names).Name.First);
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal("Carla", Assert.Single(evidence.OtherPeople).Name.Name.First);
    }

    [Theory]
    [InlineData("DOB/Sex: 06/20/1990 / F")]
    [InlineData("DOB / Sex: 06/20/1990 F")]
    [InlineData("Date of Birth/Gender:   06/20/1990   Female")]
    public void Two_labels_that_share_a_colon_have_a_value_each(string line)
    {
        var evidence = Read(Page("Harbor Clinic", "Patient: Elena M Rossi", line));

        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal("F", Assert.Single(evidence.Sexes).Value);
    }

    [Fact]
    public void A_running_head_with_a_date_in_dots_is_not_the_line_of_a_fax_machine()
    {
        var head = new PageTextBuilder().Line("Patient: Elena M Rossi   DOB: 06.20.1990   Page 2 of 2", top: 90).Line("Lipids").Build();

        Assert.Equal("Rossi", Assert.Single(Read(head).Names).Name.Last);
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(Read(head).BirthDates).Date);
    }

    [Fact]
    public void Where_a_payer_names_the_patient_apart_its_member_is_the_holder()
    {
        var evidence = Read(Page("Harbor Health Plan", "Member: Carla Rossi", "Member ID: SCX129984556", "Patient Name: Elena M Rossi", "DOB: 06/20/1990"));

        Assert.Equal("Elena", Assert.Single(evidence.Names).Name.First);
        Assert.Equal(("subscriber", "Carla"), (evidence.OtherPeople[0].Role, evidence.OtherPeople[0].Name.Name.First));
    }

    [Fact]
    public void Who_has_a_professional_title_behind_the_name_is_not_the_patient() =>
        Assert.Equal("Rossi", Assert.Single(Read(Page("Name: Paul Winter, MD", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Name: Ann Orlov, PA-C")).Names).Name.Last);

    [Theory]
    [InlineData("Guarantor: Mr. John Scott   DOB: 09/22/1993")]
    [InlineData("Subscriber: Mr. John Scott   Subscriber DOB: 09/22/1993")]
    public void Mr_before_a_name_is_no_label_of_a_record_number(string line)
    {
        var evidence = Read(Page(line, "Patient: Elena M Rossi", "DOB: 06/20/1990", "MR# 4455667"));

        Assert.Equal("Elena", Assert.Single(evidence.Names).Name.First);
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal("Scott", Assert.Single(evidence.OtherPeople).Name.Name.Last);
        Assert.Equal("4455667", Assert.Single(evidence.Mrns).Value);
    }

    [Fact]
    public void A_list_of_patients_names_them_all()
    {
        var evidence = Read(Page("Harbor Clinic", "Patient Name:        Date of Birth:", "Rossi, Elena        06/20/1990", "Winter, Marco       01/05/1961"));

        Assert.Equal(["Rossi", "Winter"], evidence.Names.Select(n => n.Name.Last).Order());
        Assert.Equal(2, evidence.BirthDates.Count);
    }

    [Fact]
    public void The_parts_of_a_name_may_stand_some_lines_above_the_birth_date()
    {
        var evidence = Read(Page("Harbor Clinic", "First: Elena", "Surname: Rossi", "MI: M", "Suffix: II", "Sex: F", "DOB: 06/20/1990"));

        Assert.Equal(("Elena", "M", "Rossi", "ii"), (evidence.Names[0].Name.First, evidence.Names[0].Name.Middle, evidence.Names[0].Name.Last, evidence.Names[0].Name.Suffix));
    }

    [Fact]
    public void A_name_broken_by_reading_does_not_hide_the_birth_date_beside_it() =>
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(Read(Page("Elena Ross i DOB: 06/20/1990")).BirthDates).Date);

    [Theory]
    [InlineData("Client: Two Rivers Specialty Care")]
    [InlineData("Re: Harbor Medical Group")]
    [InlineData("Member: Lakeside Family Clinic")]
    public void An_organization_at_such_a_label_is_no_patient(string line)
    {
        var evidence = Read(Page(line, "Patient: Elena M Rossi", "DOB: 06/20/1990"));

        Assert.Equal("Rossi", Assert.Single(evidence.Names).Name.Last);
    }

    [Theory]
    [InlineData("DOB: 06/20/1990")]
    [InlineData("D.O.B.: 6-20-90")]
    [InlineData("Date of Birth: June 20, 1990")]
    [InlineData("Birth Date   06/20/1990")]
    [InlineData("Birthdate: 1990-06-20")]
    [InlineData("D0B: 06/20/1990")]
    [InlineData("DOB06/20/1990")]
    [InlineData("Born: 20-Jun-1990")]
    [InlineData("DOB:06/20/1990")]
    [InlineData("Patient DOB: 06/20/1990")]
    [InlineData("Date of Blrth: 06/20/1990")]
    public void The_birth_date_is_read_behind_every_usual_label(string line)
    {
        var evidence = Read(Page("Patient: Elena Rossi", line));

        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
    }

    [Fact]
    public void A_table_gives_each_value_to_the_label_above_it()
    {
        var evidence = Read(Page(
            "Patient Name          Date of Birth     Sex     MRN",
            "Rossi, Elena M        06/20/1990        F       AC101550"));

        Assert.Equal("Rossi", Assert.Single(evidence.Names).Name.Last);
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal("F", Assert.Single(evidence.Sexes).Value);
        Assert.Equal("AC101550", Assert.Single(evidence.Mrns).Value);
    }

    [Theory]
    [InlineData("008")]
    [InlineData("ooB")]
    [InlineData("D08")]
    public void A_misread_head_of_a_column_beside_the_patients_name_is_still_that_of_the_birth_date(string head)
    {
        var evidence = Read(Page($"Patient Name          {head,-17} Sex", "Rossi, Elena M        06/20/1990        F"));

        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal("F", Assert.Single(evidence.Sexes).Value);
    }

    [Fact]
    public void A_date_of_service_beside_the_patients_name_is_none_of_birth() =>
        Assert.Empty(Read(Page("Patient Name          DOS               Sex", "Rossi, Elena M        03/01/2025        F")).BirthDates);

    [Theory]
    [InlineData("Patient: Rossi, Elena M   Dace ef Birth: 06/20/1990")]
    [InlineData("Patient: Rossi, Elena M   Date cf Birlh: 06/20/1990")]
    public void A_date_of_birth_is_known_with_two_letters_off(string line) =>
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(Read(Page(line)).BirthDates).Date);

    [Theory]
    [InlineData("PATIENT : Elena M$ Rossi")]
    [InlineData("PATIENT : ElenaM Rossi")]
    [InlineData("Patient: Rossi, Elena M_")]
    public void Specks_and_a_lost_gap_beside_an_initial_hide_no_name(string line)
    {
        var name = Assert.Single(Read(Page(line, "DOB: 06/20/1990")).Names).Name;

        Assert.Equal(("Elena", "M", "Rossi"), (name.First, name.Middle, name.Last));
    }

    [Fact]
    public void A_value_may_stand_below_its_label()
    {
        var evidence = Read(Page("Patient Name", "Rossi, Elena M", "Date of Birth", "06/20/1990", "Ordering Provider", "Paul Winter"));

        Assert.Equal("Elena", Assert.Single(evidence.Names).Name.First);
        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
        Assert.Equal("provider", Assert.Single(evidence.OtherPeople).Role);
    }

    [Fact]
    public void One_line_with_all_fields_is_taken_apart()
    {
        var evidence = Read(Page("Patient: Rossi, Elena M DOB: 06/20/1990 Sex: F Phone: (419) 555-0149 Address: 12 Mill St, Ashford, OH 43096"));

        Assert.Equal("Rossi, Elena M", Assert.Single(evidence.Names).Name.Text);
        Assert.Equal("4195550149", Assert.Single(evidence.Phones).Value);
        Assert.StartsWith("12 Mill St", Assert.Single(evidence.Addresses).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_with_a_field_for_each_part_of_the_name_gives_the_name()
    {
        var evidence = Read(Page("Last Name: Rossi   First Name: Elena   MI: M", "Date of Birth: 06/20/1990"));

        var name = Assert.Single(evidence.Names).Name;
        Assert.Equal(("Elena", "M", "Rossi"), (name.First, name.Middle, name.Last));
    }

    [Fact]
    public void A_running_head_names_the_patient_before_the_birth_date()
    {
        var evidence = Read(Page(2, "Elena M Rossi DOB 06/20/1990 Page 2 of 2", "Medications"));

        Assert.Equal("Rossi", Assert.Single(evidence.Names).Name.Last);
        Assert.Equal(2, evidence.Names[0].Place.Page);
    }

    [Theory]
    [InlineData("Guarantor: Marco Rossi", "guarantor")]
    [InlineData("Subscriber Name: Marco Rossi", "subscriber")]
    [InlineData("Policy Holder: Marco Rossi", "subscriber")]
    [InlineData("Spouse: Marco Rossi", "spouse")]
    [InlineData("Parent/Guardian: Marco Rossi", "parent")]
    [InlineData("Emergency Contact: Marco Rossi", "emergency contact")]
    [InlineData("Referring Physician: Marco Rossi, MD", "provider")]
    [InlineData("cc: Marco Rossi, MD", "correspondent")]
    [InlineData("Attn: Marco Rossi", "correspondent")]
    [InlineData("From: Marco Rossi", "correspondent")]
    public void A_person_in_another_role_is_never_the_patient(string line, string role)
    {
        var evidence = Read(Page("Patient: Elena Rossi", "DOB: 06/20/1990", line));

        Assert.Equal("Elena", Assert.Single(evidence.Names).Name.First);
        var other = Assert.Single(evidence.OtherPeople);
        Assert.Equal((role, "Marco"), (other.Role, other.Name.Name.First));
        Assert.All(evidence.Mentions.Where(m => m is { First: "marco", Last: "rossi" }), m => Assert.Equal(role != "correspondent" || line.EndsWith("MD", StringComparison.Ordinal), m.InRole));
    }

    [Fact]
    public void A_birth_date_of_the_subscriber_is_not_the_patients()
    {
        var evidence = Read(Page("Patient: Elena Rossi", "DOB: 06/20/1990", "Subscriber: Marco Rossi  DOB: 01/05/1961", "Subscriber Date of Birth: 01/05/1961"));

        Assert.Equal(new DateOnly(1990, 6, 20), Assert.Single(evidence.BirthDates).Date);
    }

    [Fact]
    public void The_fields_below_an_emergency_contact_heading_are_that_persons()
    {
        var evidence = Read(Page(
            "Patient: Elena Rossi", "DOB: 06/20/1990", "Phone: (419) 555-0149",
            "Emergency contact", "Name: Carla Winter", "Relationship: sister", "Phone: (937) 555-0192"));

        Assert.Equal("Elena", Assert.Single(evidence.Names).Name.First);
        Assert.Equal("4195550149", Assert.Single(evidence.Phones).Value);
        Assert.Equal("emergency contact", Assert.Single(evidence.OtherPeople).Role);
    }

    [Fact]
    public void The_senders_phone_above_the_patient_is_not_the_patients()
    {
        var evidence = Read(Page("Harbor Clinic", "Tel: (614) 555-0107 Fax: (614) 555-0108", "Patient: Elena Rossi", "DOB: 06/20/1990", "Phone: (419) 555-0149"));

        Assert.Equal("4195550149", Assert.Single(evidence.Phones).Value);
    }

    [Fact]
    public void A_sentence_about_the_patient_is_no_label()
    {
        var evidence = Read(Page("Patient presents with reflux.", "Please do this for the above patient: Physical therapy shoulder", "Patient Education was given"));

        Assert.Empty(evidence.Names);
    }

    [Fact]
    public void Each_value_keeps_its_page_region_worst_confidence_and_rule()
    {
        var page = new PageTextBuilder(3).Confidence(90).Line("Patient: Elena Rossi").Confidence(41).Line("DOB: 06/20/1990").Build();

        var evidence = Read(page);

        Assert.Equal(3, evidence.Names[0].Place.Page);
        Assert.Equal(page.Words[1].Box.Union(page.Words[2].Box), evidence.Names[0].Place.Box);
        Assert.Equal(41, evidence.BirthDates[0].Place.Confidence);
        Assert.Contains("DOB", evidence.BirthDates[0].Place.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_written_day_first_elsewhere_make_the_birth_date_ambiguous()
    {
        var evidence = Read(Page("Patient: Elena Rossi", "DOB: 03/09/1987", "Seen: 25/02/2025"));

        Assert.Equal(new DateOnly(1987, 3, 9), evidence.BirthDates[0].Date);
        Assert.Equal([new DateOnly(1987, 9, 3)], evidence.BirthDates[0].OtherReadings);
    }

    [Fact]
    public void The_line_of_the_sending_machine_says_nothing_of_the_patient()
    {
        var page = new PageTextBuilder().Line("Mar-17-2025 08:55  FROM: RE MARCO ROSSI (740) 555-0107  TO: 6145550142  P.1/2", top: 20)
            .Lines("Patient: Elena Rossi", "DOB: 06/20/1990").Build();

        var evidence = Read(page);

        Assert.Empty(evidence.OtherPeople);
        Assert.DoesNotContain(evidence.Mentions, m => m.First == "marco");
    }

    private static PatientEvidence Read(params PageText[] pages) => ReadPatientEvidence.From(pages, Today);
}
